package dev.mooring.mqtt;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Decides when the event loop looks at what other threads have put into a queue. Waking it, and writing what it then
 * finds to the socket, costs more than a message does. So, while much is under way or comes fast, a few messages wait for
 * each other: the event loop looks by itself once a millisecond, and is woken only for so many that it is worth it. When
 * little is under way, each message wakes it at once.
 *
 * <p>{@link #added} is for any thread, all else for the event loop.
 */
final class WakeUps {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** A message may wait for an eighth of what is under way, but not for more than so many. */
    private static final int MOST_WAITING = 64;

    private static final int SHARE = 8;
    /** So many under way, or sent since the last look, make it worth to look again. */
    private static final int BUSY = 16;
    /** So many between two looks come fast: then each may wait for so many others. */
    private static final int FAST = 128;

    private static final int WAITING_WHEN_FAST = 32;
    /** Whoever waited in vain, because it came in bursts, does not wait again for so many looks. */
    private static final int LOOKS_IN_CALM = 100;

    /** Runs a task on the event loop, now (0) or after a while. Any thread. */
    @FunctionalInterface
    interface Loop {
        void run(Runnable task, long delayNanos);
    }

    private final Loop eventLoop;
    private final Runnable work;
    private final Runnable task = this::run;
    private final Runnable look = this::look;

    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean looksSoon;
    private volatile int patience;

    private int sentSinceLook;
    private int calm;

    /** @param work takes what is in the queue */
    WakeUps(Loop eventLoop, Runnable work) {
        this.eventLoop = eventLoop;
        this.work = work;
    }

    /**
     * Something was put into the queue.
     *
     * @param underWay how much is not done, all in all
     * @param waiting  how much of that is in the queue
     */
    void added(int underWay, int waiting) {
        if (!looksSoon || waiting >= Math.max(patience, Math.min(MOST_WAITING, underWay / SHARE))) {
            wake();
        }
    }

    /** Looks as soon as the event loop has done what it has to do before. Any thread. */
    void wake() {
        if (!woken.get() && woken.compareAndSet(false, true)) {
            eventLoop.run(task, 0);
        }
    }

    private void run() {
        woken.set(false);
        work.run();
    }

    /**
     * The event loop has done what it could for now.
     *
     * @param underWay how much is not done
     * @param taken    how much was taken from the queue since the last time
     */
    void rest(int underWay, int taken) {
        sentSinceLook += taken;
        if (!looksSoon && (underWay >= BUSY || sentSinceLook >= BUSY)) {
            looksSoon = true;
            eventLoop.run(look, LOOK_NANOS);
        }
    }

    /** First the flag, then the queue: what was added before that is seen, and what comes later wakes us. */
    private void look() {
        adapt(sentSinceLook);
        sentSinceLook = 0;
        looksSoon = false;
        work.run();
    }

    private void adapt(int sent) {
        if (sent < FAST) {
            calm = patience > 0 ? LOOKS_IN_CALM : Math.max(0, calm - 1);
            patience = 0;
        } else if (calm > 0) {
            calm--;
        } else {
            patience = WAITING_WHEN_FAST;
        }
    }
}
