package dev.mooring.benchmarks.client;

import dev.mooring.benchmarks.work.Inbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The inboxes of all connections, and waiting until they have got what was sent. */
final class Inboxes {

    private static final int IDS = 4096;
    private static final int IDS_OF_MANY = 64;

    /** So long nothing may come before the rest counts as lost. */
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    private static final long LOOK_MILLIS = 100;

    private final List<Inbox> all = new ArrayList<>();
    private volatile CountDownLatch full = new CountDownLatch(0);

    Inboxes(int connections, boolean work) {
        for (int i = 0; i < connections; i++) {
            all.add(new Inbox(work, connections == 1 ? IDS : IDS_OF_MANY, () -> full.countDown()));
        }
    }

    List<Inbox> all() {
        return all;
    }

    long handled() {
        return all.stream().mapToLong(Inbox::handled).sum();
    }

    long duplicates() {
        return all.stream().mapToLong(Inbox::duplicates).sum();
    }

    /** Before they are sent: so many more messages will come, shared out evenly. */
    void expect(long more) {
        full = new CountDownLatch(all.size());
        for (Inbox inbox : all) {
            inbox.target(inbox.handled() + more / all.size());
        }
    }

    /** Waits until they have come, or nothing comes any more; returns when the last one came. */
    long await() throws InterruptedException {
        long handled = handled();
        long last = System.nanoTime();
        while (!full.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            long now = handled();
            if (now != handled) {
                handled = now;
                last = System.nanoTime();
            } else if (System.nanoTime() - last > SILENCE_NANOS) {
                return last;
            }
        }
        return System.nanoTime();
    }
}
