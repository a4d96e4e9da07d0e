package dev.mooring.retained;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mooring.event.Utf8;
import dev.mooring.mqtt.InboundMessage;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A retained message as it is shown.
 *
 * @param topic         where
 * @param qos           what it was published with; null when there are too many to ask for it
 * @param size          of the payload, in bytes
 * @param preview       how it begins: as text, or in Base64 when it is none
 * @param encoding      {@code text} or {@code base64}
 * @param expirySeconds what is left until the broker forgets it; null for never, or on 3.1.1
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RetainedEntry(
        @JsonProperty("topic") String topic,
        @JsonProperty("qos") @Nullable Integer qos,
        @JsonProperty("size") int size,
        @JsonProperty("preview") String preview,
        @JsonProperty("encoding") String encoding,
        @JsonProperty("expiry_seconds") @Nullable Long expirySeconds) {

    private static final int PREVIEW = 200;

    /** As a message arrived. */
    public static RetainedEntry of(InboundMessage message, @Nullable Integer qos) {
        byte[] payload = message.payloadBytes();
        Optional<String> text = Utf8.text(payload);
        Duration expiry = message.properties().expiry();
        return new RetainedEntry(
                message.topic().value(),
                qos,
                payload.length,
                text.map(RetainedEntry::beginning).orElseGet(() -> base64(payload)),
                text.isPresent() ? "text" : "base64",
                expiry == null ? null : expiry.toSeconds());
    }

    private static String beginning(String text) {
        return text.codePointCount(0, text.length()) > PREVIEW
                ? text.substring(0, text.offsetByCodePoints(0, PREVIEW))
                : text;
    }

    private static String base64(byte[] payload) {
        return Base64.getEncoder().encodeToString(Arrays.copyOf(payload, Math.min(payload.length, PREVIEW)));
    }

    /** With what it was published with. */
    public RetainedEntry withQos(int level) {
        return new RetainedEntry(topic, level, size, preview, encoding, expirySeconds);
    }
}
