package dev.mooring.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mooring.event.Utf8;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.TopicName;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message that arrived, for scripts.
 *
 * @param payload  as text, or in Base64 when it is none
 * @param encoding {@code text} or {@code base64}
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ShownMessage(
        @JsonProperty("topic") String topic,
        @JsonInclude @JsonProperty("qos") int qos,
        @JsonInclude @JsonProperty("retained") boolean retained,
        @JsonInclude @JsonProperty("payload") String payload,
        @JsonProperty("encoding") String encoding,
        @JsonProperty("expiry_seconds") @Nullable Long expirySeconds,
        @JsonProperty("content_type") @Nullable String contentType,
        @JsonProperty("response_topic") @Nullable String responseTopic,
        @JsonProperty("correlation_data") @Nullable String correlationData,
        @JsonProperty("user_properties") List<List<String>> userProperties) {

    static ShownMessage of(InboundMessage message) {
        Optional<String> text = Utf8.text(message.payloadBytes());
        MessageProperties properties = message.properties();
        Duration expiry = properties.expiry();
        TopicName response = properties.responseTopic();
        Buffer correlation = properties.correlationData();
        return new ShownMessage(
                message.topic().value(),
                message.qos().level(),
                message.retained(),
                text.orElseGet(() -> base64(message.payloadBytes())),
                text.isPresent() ? "text" : "base64",
                expiry == null ? null : expiry.toSeconds(),
                properties.contentType(),
                response == null ? null : response.value(),
                correlation == null ? null : base64(correlation.getBytes()),
                properties.userProperties().stream()
                        .map(each -> List.of(each.name(), each.value()))
                        .toList());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
