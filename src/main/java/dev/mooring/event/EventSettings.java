package dev.mooring.event;

import java.time.Duration;
import java.util.Optional;

/**
 * How an {@link EventClient} behaves.
 *
 * @param source            who says its events, for others to see
 * @param format            how events are written
 * @param dedupe            whether and how long duplicates are recognised
 * @param health            whether it says that it is ready, is back, and shuts down
 * @param heartbeatInterval how often it says that it is alive; empty for never
 * @param maxPending        how many requests may wait for their replies
 * @param shutdownTimeout   what a graceful shutdown may take
 */
public record EventSettings(
        String source,
        EventFormat format,
        Optional<DedupeOptions> dedupe,
        boolean health,
        Optional<Duration> heartbeatInterval,
        int maxPending,
        Duration shutdownTimeout) {

    static final Duration HEARTBEAT = Duration.ofSeconds(5);
    static final int MAX_PENDING = 1024;
    static final Duration SHUTDOWN = Duration.ofSeconds(5);

    private static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(1);

    /** @throws IllegalArgumentException when a value is out of range; the message names it */
    public EventSettings {
        if (source.isEmpty()) {
            throw new IllegalArgumentException("source-name must not be empty");
        }
        heartbeatInterval.ifPresent(interval -> {
            if (interval.compareTo(SHORTEST_HEARTBEAT) < 0 || interval.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "heartbeat-interval must be at least 0.01 s and at most 1 day, got: " + interval);
            }
        });
        if (maxPending < 1) {
            throw new IllegalArgumentException("max-pending must be at least 1, got: " + maxPending);
        }
        if (shutdownTimeout.isNegative() || shutdownTimeout.isZero() || shutdownTimeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "shutdown-timeout must be above 0 s and at most 1 day, got: " + shutdownTimeout);
        }
    }

    /** Envelopes, without deduplication, health events or heartbeat. */
    public static EventSettings of(String source) {
        return new EventSettings(
                source, EventFormat.ENVELOPE, Optional.empty(), false, Optional.empty(), MAX_PENDING, SHUTDOWN);
    }

    /** With that way to write events. */
    public EventSettings withFormat(EventFormat newFormat) {
        return new EventSettings(source, newFormat, dedupe, health, heartbeatInterval, maxPending, shutdownTimeout);
    }

    /** Recognising duplicates. */
    public EventSettings withDedupe(DedupeOptions newDedupe) {
        return new EventSettings(
                source, format, Optional.of(newDedupe), health, heartbeatInterval, maxPending, shutdownTimeout);
    }

    /** Saying that it is ready, is back, and shuts down. */
    public EventSettings withHealth(boolean newHealth) {
        return new EventSettings(source, format, dedupe, newHealth, heartbeatInterval, maxPending, shutdownTimeout);
    }

    /** Saying that it is alive, that often. */
    public EventSettings withHeartbeat(Duration interval) {
        return new EventSettings(source, format, dedupe, health, Optional.of(interval), maxPending, shutdownTimeout);
    }

    /** With at most so many requests that wait for their replies. */
    public EventSettings withMaxPending(int newMaxPending) {
        return new EventSettings(source, format, dedupe, health, heartbeatInterval, newMaxPending, shutdownTimeout);
    }

    /** With that time for a graceful shutdown. */
    public EventSettings withShutdownTimeout(Duration newTimeout) {
        return new EventSettings(source, format, dedupe, health, heartbeatInterval, maxPending, newTimeout);
    }
}
