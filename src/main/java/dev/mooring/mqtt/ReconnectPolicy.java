package dev.mooring.mqtt;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to try again: doubling delays with full jitter, reset only after a stable connection, and a cooldown after a
 * takeover: when the broker says so, or once two young connections in a row were closed by it, which is how that looks
 * on MQTT 3.1.1.
 *
 * <p>Confined to the session's event loop.
 */
final class ReconnectPolicy {

    /** A connection that lived this long is healthy: the next delay starts small again. */
    static final Duration STABLE = Duration.ofSeconds(30);
    /** A healthy connection that the broker closes younger than this is suspicious. */
    static final Duration YOUNG = Duration.ofSeconds(10);
    /** Two suspicious ends within this time are a takeover. */
    static final Duration TAKEOVER_WINDOW = Duration.ofMinutes(1);

    private final ReconnectOptions options;
    private final RandomGenerator random;

    private int failures;
    private @Nullable Long suspicion;

    ReconnectPolicy(ReconnectOptions options, RandomGenerator random) {
        this.options = options;
        this.random = random;
    }

    /** Counts a failed attempt and says how long to wait. */
    Duration backoff() {
        long ceiling = ceilingMillis();
        failures++;
        return Duration.ofMillis(random.nextLong(ceiling + 1));
    }

    private long ceilingMillis() {
        long max = options.maxDelay().toMillis();
        long min = Math.max(1, options.minDelay().toMillis());
        int doublings = Math.min(failures, Long.numberOfLeadingZeros(min) - 1);
        return Math.min(max, min << doublings);
    }

    /** The broker was not there: whoever closed the connection before was the broker itself, and no second client. */
    void unreachable() {
        suspicion = null;
    }

    /** How long to wait when trying the same again will hardly help. */
    Duration longestBackoff() {
        return options.maxDelay();
    }

    Duration cooldown() {
        return options.takeoverCooldown();
    }

    /**
     * Learns from the end of a connection. Instants are those of {@link System#nanoTime}: a clock that is set back would make
     * every connection young.
     *
     * @return whether another client seems to use our client id
     */
    boolean closed(CloseReason.Kind kind, long connectedAt, long now) {
        Duration age = Duration.ofNanos(now - connectedAt);
        if (age.compareTo(STABLE) >= 0) {
            failures = 0;
        }
        if (kind == CloseReason.Kind.TAKEN_OVER) {
            return true;
        }
        if (kind != CloseReason.Kind.CLOSED_BY_PEER || age.compareTo(YOUNG) >= 0) {
            return false;
        }
        Long before = suspicion;
        suspicion = now;
        return before != null && Duration.ofNanos(now - before).compareTo(TAKEOVER_WINDOW) <= 0;
    }
}
