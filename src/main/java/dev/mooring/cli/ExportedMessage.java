package dev.mooring.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A retained message in a file, with everything that is needed to publish it again.
 *
 * @param payload         in Base64
 * @param expirySeconds   what was left of its expiry
 * @param correlationData in Base64
 * @param userProperties  pairs of name and value, in order
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ExportedMessage(
        @JsonProperty("topic") String topic,
        @JsonInclude @JsonProperty("qos") int qos,
        @JsonProperty("payload") String payload,
        @JsonProperty("expiry_seconds") @Nullable Long expirySeconds,
        @JsonProperty("content_type") @Nullable String contentType,
        @JsonProperty("response_topic") @Nullable String responseTopic,
        @JsonProperty("correlation_data") @Nullable String correlationData,
        @JsonProperty("text") @Nullable Boolean text,
        @JsonProperty("user_properties") @Nullable List<List<String>> userProperties) {

    static ExportedMessage of(InboundMessage message) {
        MessageProperties properties = message.properties();
        Duration expiry = properties.expiry();
        TopicName response = properties.responseTopic();
        Buffer correlation = properties.correlationData();
        return new ExportedMessage(
                message.topic().value(),
                message.qos().level(),
                base64(message.payloadBytes()),
                expiry == null ? null : expiry.toSeconds(),
                properties.contentType(),
                response == null ? null : response.value(),
                correlation == null ? null : base64(correlation.getBytes()),
                properties.text() ? Boolean.TRUE : null,
                properties.userProperties().stream()
                        .map(each -> List.of(each.name(), each.value()))
                        .toList());
    }

    ExportedMessage withQos(QoS known) {
        return new ExportedMessage(
                topic,
                known.level(),
                payload,
                expirySeconds,
                contentType,
                responseTopic,
                correlationData,
                text,
                userProperties);
    }

    /** @throws IllegalArgumentException when a value is none that a message can have */
    OutboundMessage message() {
        if (topic == null || payload == null || payload.isEmpty()) {
            throw new IllegalArgumentException("topic or payload is missing");
        }
        return new OutboundMessage(
                new TopicName(topic), Base64.getDecoder().decode(payload), QoS.of(qos), true, properties());
    }

    private MessageProperties properties() {
        List<List<String>> pairs = userProperties == null ? List.of() : userProperties;
        if (pairs.stream().anyMatch(pair -> pair.size() != 2)) {
            throw new IllegalArgumentException("user_properties must be pairs");
        }
        return new MessageProperties(
                expirySeconds == null ? null : Duration.ofSeconds(expirySeconds),
                contentType,
                responseTopic == null ? null : new TopicName(responseTopic),
                correlationData == null
                        ? null
                        : Buffer.buffer(Base64.getDecoder().decode(correlationData)),
                Boolean.TRUE.equals(text),
                pairs.stream()
                        .map(pair -> new MessageProperties.UserProperty(pair.get(0), pair.get(1)))
                        .toList(),
                List.of());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
