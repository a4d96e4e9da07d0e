package dev.mooring.exchange;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mooring.event.Utf8;
import dev.mooring.mqtt.InboundMessage;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A message as somebody who follows a site sees it.
 *
 * @param topic         where it was published
 * @param qos           the quality of service it was delivered with
 * @param retained      whether the broker had kept it
 * @param receivedAt    when it came
 * @param payload       as text, if it is text in UTF-8
 * @param payloadBase64 else as bytes
 * @param dropped       how many were left out right before it, because the reader is too slow
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TailedMessage(
        String topic,
        int qos,
        boolean retained,
        @JsonProperty("received_at") Instant receivedAt,
        @Nullable String payload,
        @JsonProperty("payload_base64") @Nullable String payloadBase64,
        @Nullable Long dropped) {

    static TailedMessage of(InboundMessage message, Instant now, long dropped) {
        byte[] bytes = message.payloadBytes();
        String text = Utf8.text(bytes).orElse(null);
        return new TailedMessage(
                message.topic().value(),
                message.qos().level(),
                message.retained(),
                now,
                text,
                text == null ? Base64.getEncoder().encodeToString(bytes) : null,
                dropped == 0 ? null : dropped);
    }
}
