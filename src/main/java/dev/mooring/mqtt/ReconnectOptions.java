package dev.mooring.mqtt;

import java.time.Duration;

/**
 * How a session comes back.
 *
 * @param minDelay         upper bound of the first delay; doubles with each failure
 * @param maxDelay         longest delay
 * @param takeoverCooldown how long to stay away after a takeover
 */
public record ReconnectOptions(Duration minDelay, Duration maxDelay, Duration takeoverCooldown) {

    /** 500 ms to 5 s, and 30 s after a takeover. */
    public static final ReconnectOptions DEFAULT =
            new ReconnectOptions(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** @throws IllegalArgumentException when a duration is out of range; the message names it */
    public ReconnectOptions {
        if (minDelay.isNegative() || minDelay.isZero()) {
            throw new IllegalArgumentException("reconnect.min-delay must be positive, got: " + minDelay);
        }
        if (maxDelay.compareTo(minDelay) < 0) {
            throw new IllegalArgumentException(
                    "reconnect.max-delay must be at least reconnect.min-delay (" + minDelay + "), got: " + maxDelay);
        }
        if (takeoverCooldown.isNegative()) {
            throw new IllegalArgumentException("takeover-cooldown must not be negative, got: " + takeoverCooldown);
        }
    }
}
