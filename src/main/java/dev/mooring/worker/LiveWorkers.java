package dev.mooring.worker;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.retained.PayloadTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The rule of which workers count as alive by what a broker retains of them: those whose payload has a time that is not older
 * than they may be. Immutable; without CDI, for the command line as well.
 *
 * @param filter     topics of workers
 * @param staleAfter how old the time may be; as far in the future it may be too, since no two clocks are the same
 */
public record LiveWorkers(TopicFilter filter, Duration staleAfter) {

    /** Where workers say what they can do unless it is configured otherwise, below the prefix of a site. */
    public static final String DEFAULT_TOPIC_PREFIX = "inference/workers";

    /** How old the time may be unless it is configured otherwise. */
    public static final Duration DEFAULT_STALE_AFTER = Duration.ofSeconds(90);

    /**
     * Workers below a topic.
     *
     * @param topicPrefix without a slash at the end
     */
    public static LiveWorkers below(String topicPrefix, Duration staleAfter) {
        return new LiveWorkers(new TopicFilter(topicPrefix + "/+"), staleAfter);
    }

    /** Whether a message that a broker retains belongs to a worker that counts as alive, and is to stay. */
    public boolean keeps(InboundMessage message, Instant now) {
        return message.payloadLength() > 0
                && filter.matches(message.topic())
                && seen(message, now)
                        .filter(time -> time.isAfter(now.minus(staleAfter)))
                        .isPresent();
    }

    /** A worker by what a broker retains of it, as nobody listens to it. */
    public WorkerView view(InboundMessage message, Instant now) {
        String id = Roster.id(message.topic());
        Optional<Instant> seen = seen(message, now);
        Card card = Card.read(message.payloadBytes(), id);
        if (card instanceof Card.Known known) {
            WorkerState state = keeps(message, now) ? WorkerState.ONLINE : WorkerState.STALE;
            return new WorkerView(
                    id,
                    message.topic().value(),
                    state.word(),
                    known.capabilities(),
                    known.idleCount(),
                    seen.orElse(null),
                    null);
        }
        String why = card instanceof Card.Unreadable unreadable ? unreadable.why() : null;
        return new WorkerView(
                id, message.topic().value(), WorkerState.UNREADABLE.word(), null, null, seen.orElse(null), why);
    }

    /** Whether a message says nothing but that a worker was there once. */
    public boolean isStale(InboundMessage message, Instant now) {
        return Card.read(message.payloadBytes(), Roster.id(message.topic())) instanceof Card.Known
                && !keeps(message, now);
    }

    /** When its worker was there, as its payload says; never in the future. */
    Optional<Instant> seen(InboundMessage message, Instant now) {
        if (message.payloadLength() > Card.MOST_BYTES) {
            return Optional.empty();
        }
        return PayloadTime.of(message.payloadBytes())
                .filter(time -> time.isBefore(now.plus(staleAfter)))
                .map(time -> time.isAfter(now) ? now : time);
    }
}
