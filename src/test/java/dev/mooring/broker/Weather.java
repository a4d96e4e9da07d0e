package dev.mooring.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How one direction of a {@link TcpProxy} is: all settings may change while bytes are under way, which then travel by the new
 * ones. Thread-safe.
 */
final class Weather {

    static final int NO_LIMIT = 0;

    /** Between two bytes of a drip, so that they rarely arrive as one. */
    private static final long DRIP_NANOS = Duration.ofMillis(1).toNanos();

    private static final long LONGEST_PARK_NANOS = Duration.ofMillis(5).toNanos();
    private static final int SLICES_PER_SECOND = 100;

    private volatile boolean swallowing;
    private volatile boolean dripping;
    private volatile Duration delay = Duration.ZERO;
    private volatile int bytesPerSecond = NO_LIMIT;
    private final AtomicLong swallowed = new AtomicLong();

    void swallow(boolean on) {
        swallowing = on;
    }

    boolean swallowing() {
        return swallowing;
    }

    long swallowed() {
        return swallowed.get();
    }

    void drip(boolean on) {
        dripping = on;
    }

    void delay(Duration each) {
        delay = each;
    }

    void limit(int bytes) {
        bytesPerSecond = bytes;
    }

    /** Blocks for as long as it takes, or until the connection is over. */
    void carry(byte[] chunk, int length, OutputStream out, BooleanSupplier over) throws IOException {
        if (swallowing) {
            swallowed.addAndGet(length);
            return;
        }
        park(() -> delay.toNanos(), over);
        for (int at = 0; at < length && !over.getAsBoolean(); ) {
            int slice = Math.min(length - at, slice());
            out.write(chunk, at, slice);
            at += slice;
            park(() -> nanosFor(slice), over);
        }
    }

    private int slice() {
        if (dripping) {
            return 1;
        }
        int limit = bytesPerSecond;
        return limit == NO_LIMIT ? Integer.MAX_VALUE : Math.max(1, limit / SLICES_PER_SECOND);
    }

    private long nanosFor(int slice) {
        int limit = bytesPerSecond;
        long paced = limit == NO_LIMIT ? 0 : Duration.ofSeconds(slice).toNanos() / limit;
        return dripping ? Math.max(DRIP_NANOS, paced) : paced;
    }

    /** Asks again and again how long it shall be, so that a change ends it early. */
    private static void park(LongSupplier nanos, BooleanSupplier over) {
        long start = System.nanoTime();
        long left = nanos.getAsLong();
        while (left > 0 && !over.getAsBoolean()) {
            LockSupport.parkNanos(Math.min(left, LONGEST_PARK_NANOS));
            left = nanos.getAsLong() - (System.nanoTime() - start);
        }
    }
}
