package dev.mooring.mqtt;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where any thread puts its messages, and the event loop takes them from: bounded, without locks, in order for each
 * thread (Vyukov's queue of linked nodes). It is an object of its own, kept apart in memory from what the event loop writes for
 * each message: two cores that write to one cache line cost each other more than all the rest of a publish.
 *
 * <p>{@link #offer}, {@link #size} and {@link #close} are for any thread, all else for the event loop.
 */
final class Outbox extends OutboxFields {

    @SuppressWarnings("unused") // keeps others away
    private long after1, after2, after3, after4, after5, after6, after7;

    Outbox(long maxPacketSize, WakeUps.Loop eventLoop, Runnable work, Publication stub) {
        super(maxPacketSize, new WakeUps(eventLoop, work), stub);
    }

    void offer(OutboundMessage message, PublishListener listener) {
        PublishException.Reason refusal = admit(message);
        if (refusal != null) {
            listener.done(new PublishException(refusal, message.topic()));
            return;
        }
        Publication publication = Publication.of(message, listener);
        Publication before = tail.getAndSet(publication);
        before.next = publication;
        int underWay = size();
        wakeUps.added(underWay, underWay - inflight);
    }

    private PublishException.@Nullable Reason admit(OutboundMessage message) {
        long size = message.size();
        if (closed) {
            return PublishException.Reason.STOPPED;
        }
        if (size > maxPacketSize) {
            return PublishException.Reason.TOO_LARGE;
        }
        if (!connected && message.qos() == QoS.AT_MOST_ONCE) {
            return PublishException.Reason.NOT_CONNECTED;
        }
        long now = load.addAndGet(ONE + size);
        if (count(now) > OutboundWindow.MAX_MESSAGES || (now & BYTES) > OutboundWindow.MAX_BYTES) {
            load.addAndGet(-(ONE + size));
            return PublishException.Reason.QUEUE_FULL;
        }
        return null;
    }

    private static int count(long load) {
        return (int) (load >>> COUNT_SHIFT);
    }

    /** Messages that are not done. */
    int size() {
        return count(load.get());
    }

    /** Takes nothing more. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether there is a connection: without one, QoS 0 is refused at once. */
    void connected(boolean now) {
        connected = now;
    }

    /** What was put in last: a mark up to which to take, or else a fast producer would never be caught up with. */
    @Nullable
    Publication last() {
        return tail.get();
    }

    /** So many messages of so many bytes are done, and so many wait for their acknowledgement. */
    void done(int messages, long bytes, int newInflight) {
        if (messages > 0) {
            load.addAndGet(-(messages * ONE + bytes));
        }
        if (inflight != newInflight) {
            inflight = newInflight;
        }
    }

    WakeUps wakeUps() {
        return wakeUps;
    }
}

/** Keeps others away from the fields behind it. */
class OutboxPadding {
    @SuppressWarnings("unused")
    private long before1, before2, before3, before4, before5, before6, before7;
}

/** What producers read, and write with every message. */
class OutboxFields extends OutboxPadding {
    /** Messages and bytes that are not done, in one number: one step of two cores' cache instead of two. */
    static final int COUNT_SHIFT = 40;

    static final long ONE = 1L << COUNT_SHIFT;
    static final long BYTES = ONE - 1;

    final AtomicLong load = new AtomicLong();
    final AtomicReference<Publication> tail;
    final WakeUps wakeUps;
    final long maxPacketSize;
    volatile boolean connected;
    volatile boolean closed;
    volatile int inflight;

    OutboxFields(long maxPacketSize, WakeUps wakeUps, Publication stub) {
        this.maxPacketSize = maxPacketSize;
        this.wakeUps = wakeUps;
        this.tail = new AtomicReference<>(stub);
    }
}
