package dev.mooring.event;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A message that no handler takes, on its way to {@code {prefix}/dead-letter/{original topic}} of its site: JSON with the
 * keys {@code topic}, {@code error}, {@code payload} (text) or {@code payload_base64}, {@code at} and {@code site}.
 * Immutable.
 *
 * @param message what nobody takes
 * @param error   why
 * @param at      since when
 * @param site    where it came from
 */
public record DeadLetter(InboundMessage message, String error, Instant at, String site) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String LEVEL = "dead-letter";

    /**
     * The dead letter of a message of which only this is known.
     *
     * @param topic   where it was published
     * @param payload what
     */
    public static DeadLetter of(String topic, byte[] payload, String error, Instant at, String site) {
        InboundMessage message =
                new InboundMessage(new TopicName(topic), Buffer.buffer(payload), QoS.AT_LEAST_ONCE, false, false);
        return new DeadLetter(message, error, at, site);
    }

    /**
     * Whether a topic is that of a dead letter, of whichever site: sites on one broker may see each other's, and a dead
     * letter of a dead letter would come back for ever.
     */
    public static boolean isOne(String topic) {
        return topic.contains(LEVEL) && ("/" + topic + "/").contains("/" + LEVEL + "/");
    }

    /** Whether a filter names dead letters, rather than catching them with a wildcard. */
    public static boolean areMeantBy(TopicFilter filter) {
        return isOne(filter.value());
    }

    /**
     * Where it goes; the bare {@code {prefix}/dead-letter} when the whole would be too long.
     *
     * @param below puts the site's prefix before a topic
     */
    public TopicName topic(UnaryOperator<String> below) {
        try {
            return new TopicName(below.apply(LEVEL + "/" + message.topic().value()));
        } catch (IllegalArgumentException tooLong) {
            return new TopicName(below.apply(LEVEL));
        }
    }

    /** All of it. */
    public OutboundMessage whole(UnaryOperator<String> below) {
        byte[] payload = message.payloadBytes();
        Optional<String> text = Utf8.text(payload);
        ObjectNode letter = head();
        return publication(
                below,
                text.isPresent()
                        ? letter.put("payload", text.get())
                        : letter.put("payload_base64", Base64.getEncoder().encodeToString(payload)));
    }

    /** Without the payload, for a broker that takes no packet so large. */
    public OutboundMessage withoutPayload(UnaryOperator<String> below) {
        return publication(below, head());
    }

    private OutboundMessage publication(UnaryOperator<String> below, ObjectNode letter) {
        return new OutboundMessage(topic(below), letter.toString().getBytes(UTF_8), QoS.AT_LEAST_ONCE, false);
    }

    private ObjectNode head() {
        return JSON.createObjectNode()
                .put("topic", message.topic().value())
                .put("error", error)
                .put("at", at.toString())
                .put("site", site);
    }
}
