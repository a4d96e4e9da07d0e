package dev.mooring.channel;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.PublishException;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import dev.mooring.site.Site;
import dev.mooring.site.SiteMeters.Event;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Where messages go that no handler takes: {@code {prefix}/dead-letter/{original topic}} of their site, as JSON with
 * the keys {@code topic}, {@code error}, {@code payload} (text) or {@code payload_base64}, {@code at} and {@code site}.
 * Safe on any thread.
 */
final class DeadLetters {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String LEVEL = "dead-letter";
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Clock clock;

    DeadLetters(Clock clock) {
        this.clock = clock;
    }

    /**
     * Whether a topic is that of a dead letter, of whichever site: sites on one broker may see each other's, and a dead
     * letter of a dead letter would come back for ever.
     */
    static boolean isOne(String topic) {
        return topic.contains(LEVEL) && ("/" + topic + "/").contains("/" + LEVEL + "/");
    }

    /** Whether a filter names dead letters, rather than catching them with a wildcard. */
    static boolean areMeantBy(TopicFilter filter) {
        return isOne(filter.value());
    }

    /** The topic of the dead letter; the bare {@code {prefix}/dead-letter} when the whole would be too long. */
    private static TopicName topic(Arrival arrival) {
        Site site = arrival.site();
        try {
            return new TopicName(site.settings().below(LEVEL + "/" + arrival.topic()));
        } catch (IllegalArgumentException tooLong) {
            return new TopicName(site.settings().below(LEVEL));
        }
    }

    /** Publishes a dead letter and acknowledges the message at its PUBACK. A dead letter itself is only acknowledged. */
    void bury(Arrival arrival, String channel, String error) {
        String site = arrival.site().name();
        if (isOne(arrival.topic())) {
            ChannelLog.LOG.deadLetterFailed(channel, site, arrival.topic());
            arrival.done().run();
            return;
        }
        publish(arrival, channel, error)
                .subscribe()
                .with(
                        published -> {
                            arrival.site().meters().count(Event.DEAD_LETTERED);
                            ChannelLog.LOG.deadLettered(
                                    channel,
                                    site,
                                    arrival.topic(),
                                    topic(arrival).value());
                            arrival.done().run();
                        },
                        failure -> ChannelLog.LOG.notDeadLettered(channel, site, arrival.topic(), failure.toString()));
    }

    /** Publishes the dead letter; the item comes at its PUBACK. Waits and tries again while the session's queue is full. */
    private Uni<Void> publish(Arrival arrival, String channel, String error) {
        return publish(arrival, letter(arrival, error))
                .onFailure(failure -> is(failure, PublishException.Reason.TOO_LARGE))
                .recoverWithUni(() -> {
                    ChannelLog.LOG.deadLetterCut(channel, arrival.site().name(), arrival.topic());
                    return publish(arrival, withoutPayload(arrival, error));
                })
                .onFailure(failure -> is(failure, PublishException.Reason.QUEUE_FULL))
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely();
    }

    private static Uni<Void> publish(Arrival arrival, ObjectNode letter) {
        byte[] payload = letter.toString().getBytes(UTF_8);
        return arrival.site().publish(new OutboundMessage(topic(arrival), payload, QoS.AT_LEAST_ONCE, false));
    }

    private static boolean is(Throwable failure, PublishException.Reason reason) {
        return failure instanceof PublishException refused && refused.reason() == reason;
    }

    private ObjectNode letter(Arrival arrival, String error) {
        byte[] payload = arrival.message().payloadBytes();
        ObjectNode letter = withoutPayload(arrival, error);
        Optional<String> text = Utf8.text(payload);
        return text.isPresent()
                ? letter.put("payload", text.get())
                : letter.put("payload_base64", Base64.getEncoder().encodeToString(payload));
    }

    private ObjectNode withoutPayload(Arrival arrival, String error) {
        return JSON.createObjectNode()
                .put("topic", arrival.topic())
                .put("error", error)
                .put("at", clock.instant().toString())
                .put("site", arrival.site().name());
    }
}
