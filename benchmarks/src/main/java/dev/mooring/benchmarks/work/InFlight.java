package dev.mooring.benchmarks.work;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the number of publishes that are not done bounded. One thread begins, any thread ends. The one that begins
 * sleeps until half the window is free, so that it is not woken for every single answer.
 */
public final class InFlight {

    /** How soon a wake-up that was lost to a race is made up for. */
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final long window;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private long begun;
    private volatile long wanted = Long.MAX_VALUE;
    private volatile @Nullable Thread waiter;

    /** @param window how many may be under way */
    public InFlight(int window) {
        this.window = window;
    }

    /** Takes a place; waits for one up to ten seconds, and says whether there was one. */
    public boolean begin() {
        if (begun - done.get() >= window && !await(begun - window / 2)) {
            return false;
        }
        begun++;
        return true;
    }

    /** Waits until everything is done, up to ten seconds, and says whether it is. */
    public boolean awaitAll() {
        return await(begun);
    }

    /** Ends one, well. */
    public void done() {
        long now = done.incrementAndGet();
        if (now >= wanted) {
            wake();
        }
    }

    /** Ends one that the client refused or lost. */
    public void failed() {
        failed.incrementAndGet();
        done();
    }

    /** How many ended, well or not. */
    public long ended() {
        return done.get();
    }

    /** How many failed. */
    public long failures() {
        return failed.get();
    }

    private boolean await(long count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        waiter = Thread.currentThread();
        while (done.get() < count) {
            wanted = count; // again: a late wake of the last wait may have cleared it
            if (done.get() >= count) {
                break;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(this, Math.min(left, CHECK_NANOS));
        }
        wanted = Long.MAX_VALUE;
        return true;
    }

    private void wake() {
        wanted = Long.MAX_VALUE;
        LockSupport.unpark(waiter);
    }
}
