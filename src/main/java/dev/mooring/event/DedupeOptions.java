package dev.mooring.event;

import java.time.Duration;

/**
 * How long and how many events are remembered to recognise duplicates, for each subscription.
 *
 * @param ttl        since an event was last seen
 * @param maxEntries at most so many, the oldest forgotten first
 */
public record DedupeOptions(Duration ttl, int maxEntries) {

    static final int DEFAULT_MAX_ENTRIES = 2048;

    private static final Duration LONGEST = Duration.ofDays(7);
    /** Largest {@code maxEntries}. */
    public static final int MOST_ENTRIES = 10_000_000;

    /** @throws IllegalArgumentException when a value is out of range; the message names it */
    public DedupeOptions {
        if (ttl.isNegative() || ttl.isZero() || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("dedupe-ttl must be above 0 s and at most 7 days, got: " + ttl);
        }
        if (maxEntries < 1 || maxEntries > MOST_ENTRIES) {
            throw new IllegalArgumentException(
                    "dedupe-max-entries must be 1 to " + MOST_ENTRIES + ", got: " + maxEntries);
        }
    }

    /** With the usual 2,048 entries. */
    public static DedupeOptions of(Duration ttl) {
        return new DedupeOptions(ttl, DEFAULT_MAX_ENTRIES);
    }
}
