package dev.mooring.device;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Says whether it is time for another line about the same, so that a device gone mad does not fill the disk. Any thread. */
final class LogPace {

    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanos;
    private final AtomicLong next;

    LogPace(LongSupplier nanos) {
        this.nanos = nanos;
        this.next = new AtomicLong(nanos.getAsLong());
    }

    /** Whether a line may be logged now; whoever is told so logs it. */
    boolean due() {
        long now = nanos.getAsLong();
        long when = next.get();
        return now - when >= 0 && next.compareAndSet(when, now + PAUSE);
    }
}
