package dev.mooring.event;

import java.time.Duration;

/**
 * How often and when a handler that failed is asked again.
 *
 * @param attempts how often it is asked again, 0 for never
 * @param backoff  the first pause; it doubles with each failure, up to a minute
 */
public record RetryOptions(int attempts, Duration backoff) {

    /** Three times, after 0.5, 1 and 2 s. */
    public static final RetryOptions DEFAULT = new RetryOptions(3, Duration.ofMillis(500));

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MAX_DOUBLINGS = 20;

    /** @throws IllegalArgumentException when a value is out of range; the message names it */
    public RetryOptions {
        if (attempts < 0) {
            throw new IllegalArgumentException("retry-attempts must not be negative, got: " + attempts);
        }
        if (backoff.isNegative() || backoff.isZero() || backoff.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("retry-backoff must be above 0 s and at most 1 day, got: " + backoff);
        }
    }

    /** How long to wait after so many failures, 1 or more. */
    public Duration pause(int failures) {
        if (backoff.compareTo(LONGEST) >= 0) {
            return backoff;
        }
        Duration pause = backoff.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
