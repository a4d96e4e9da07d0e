package dev.mooring.delivery;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/** The last 1,000 round trips, exactly. One thread adds; any may ask. */
final class RoundTrips {

    private static final int KEPT = 1_000;
    private static final double NANOS_PER_MICRO = 1e3;
    private static final double MICROS_PER_MILLI = 1e3;

    /** The last one, and of all that are kept how long that part of them took at most; in milliseconds. */
    record Window(double last, double p50, double p99, double p999) {}

    private final AtomicLongArray nanos = new AtomicLongArray(KEPT);
    private volatile long count;

    /** Adds one, in nanoseconds. */
    void add(long roundTrip) {
        long before = count;
        nanos.set((int) (before % KEPT), roundTrip);
        count = before + 1;
    }

    /** Empty before the first. */
    Optional<Window> window() {
        long all = count;
        if (all == 0) {
            return Optional.empty();
        }
        long[] sorted = new long[(int) Math.min(all, KEPT)];
        Arrays.setAll(sorted, nanos::get);
        Arrays.sort(sorted);
        return Optional.of(new Window(
                millis(nanos.get((int) ((all - 1) % KEPT))),
                millis(share(sorted, 0.5)),
                millis(share(sorted, 0.99)),
                millis(share(sorted, 0.999))));
    }

    /** The smallest that at least this part of all does not exceed. */
    private static long share(long[] sorted, double part) {
        return sorted[(int) Math.ceil(part * sorted.length) - 1];
    }

    /** To the microsecond. */
    private static double millis(long value) {
        return Math.round(value / NANOS_PER_MICRO) / MICROS_PER_MILLI;
    }
}
