package dev.mooring.mqtt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one connection that wait for their acknowledgement, in the order they came. They may be done in
 * any order; they are acknowledged in order (MQTT 5.0, section 4.6). It dies with its connection, so that an
 * acknowledgement never crosses a reconnect. Bounded by the packet ids, since QoS 0 only counts: at most 65,535.
 *
 * <p>Reading stops when so much waits that the broker must have ignored the receive maximum, or does not know one, and
 * goes on when half of it is done: what comes then waits in TCP.
 *
 * <p>Confined to the session's event loop; {@link #size} and {@link #isSuperseded} may be asked anywhere.
 */
final class InboundWindow {

    private static final int FIRST_CAPACITY = 16;
    /** Between the watermark and so many times as much, reading goes on while we wait for answers of the broker. */
    private static final int PATIENT = 8;

    private static final Receipt[] NOTHING = {};

    private static final VarHandle SIZE;

    static {
        try {
            SIZE = MethodHandles.lookup().findVarHandle(InboundWindow.class, "size", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Intake intake;
    private final MqttTransport.Link link;
    private final SessionListener listener;
    private final int highWatermark;
    private final BooleanSupplier answersAwaited;

    private @Nullable Receipt[] ring = new Receipt[FIRST_CAPACITY];
    /** Positions count on for ever; modulo the size of the ring they are places in it. */
    private int first;

    private int end;

    /**
     * QoS 0 messages that wait, counted by generation, since they have no place in the ring: those that came since the
     * last look for handlers that do not end, and those that were there before.
     */
    private int young;

    private int old;
    private int generation;

    /** Written by one thread, and read by others through {@link #SIZE}. */
    private int size;

    private boolean open = true;
    private volatile boolean superseded;
    private boolean reading = true;

    /**
     * @param highWatermark  how many messages may wait before nothing more is read
     * @param answersAwaited whether the broker owes us answers: handlers may wait for them, so they must be read
     */
    InboundWindow(
            Intake intake,
            MqttTransport.Link link,
            SessionListener listener,
            int highWatermark,
            BooleanSupplier answersAwaited) {
        this.intake = intake;
        this.link = link;
        this.listener = listener;
        this.highWatermark = highWatermark;
        this.answersAwaited = answersAwaited;
    }

    Intake intake() {
        return intake;
    }

    /** Takes a message in: behind all others, or at QoS 0, which waits for no acknowledgement, beside them. */
    void add(Receipt receipt) {
        if (receipt.qos() != QoS.AT_MOST_ONCE) {
            if (end - first == ring.length) {
                grow();
            }
            ring[end & (ring.length - 1)] = receipt;
            end++;
        } else {
            receipt.generation(generation);
            young++;
        }
        resize(size + 1);
        if (reading && isFull()) {
            reading = false;
            link.read(false);
        }
    }

    private boolean isFull() {
        return size >= highWatermark && (size >= (long) highWatermark * PATIENT || !answersAwaited.getAsBoolean());
    }

    /** The broker owes us an answer now. */
    void awaitAnswers() {
        if (!reading && !isFull()) {
            reading = true;
            link.read(true);
        }
    }

    private void resize(int newSize) {
        SIZE.setOpaque(this, newSize);
    }

    private void grow() {
        @Nullable Receipt[] larger = new Receipt[ring.length * 2];
        for (int at = first; at != end; at++) {
            larger[at & (larger.length - 1)] = ring[at & (ring.length - 1)];
        }
        ring = larger;
    }

    /** Messages whose handlers are not through. */
    int size() {
        return (int) SIZE.getOpaque(this);
    }

    boolean isOpen() {
        return open;
    }

    /** The handler that holds one of its acknowledgements must not hold them all in memory. */
    void close() {
        open = false;
        first = end;
        ring = NOTHING;
        resize(0);
    }

    /** What was not acknowledged here comes again over another connection. */
    void supersede() {
        superseded = true;
    }

    boolean isSuperseded() {
        return superseded;
    }

    /** The oldest that waits, if any. */
    @Nullable
    Receipt oldest() {
        return first == end ? null : ring[first & (ring.length - 1)];
    }

    /** A handler is through: acknowledges what is settled up to the first that is not. */
    void settled(Receipt receipt) {
        if (!open) {
            return;
        }
        if (receipt.gaveWay()) {
            acknowledge(receipt); // late is better than never, and its order is lost anyway
        } else if (counts(receipt)) {
            leave(1);
        }
    }

    /** Whether it still counts among those that wait; at QoS 0 it will not any more. */
    private boolean counts(Receipt receipt) {
        if (receipt.qos() != QoS.AT_MOST_ONCE) {
            return true;
        }
        int age = generation - receipt.generation();
        if (age == 0) {
            young--;
        } else if (age == 1) {
            old--;
        }
        return age <= 1;
    }

    /**
     * Called once in every interval of patience: QoS 0 messages that were here the last time already count no more.
     *
     * @return whether there were any
     */
    boolean giveUpOnQos0() {
        int overdue = old;
        old = young;
        young = 0;
        generation++;
        leave(overdue);
        return overdue > 0;
    }

    /** A message leaves its place to those behind it, unacknowledged. */
    void giveWay(Receipt receipt) {
        if (!receipt.gaveWay()) {
            receipt.giveWay();
            if (counts(receipt)) {
                leave(1);
            }
        }
    }

    private void leave(int messages) {
        resize(size - messages);
        if (!reading && size <= highWatermark / 2) {
            reading = true;
            link.read(true);
        }
        release();
    }

    /** Acknowledges in order what need not wait any more. */
    private void release() {
        for (Receipt head = oldest(); head != null && (head.settled() || head.gaveWay()); head = oldest()) {
            ring[first & (ring.length - 1)] = null;
            first++;
            if (head.settled() && !head.gaveWay()) {
                acknowledge(head);
            }
        }
    }

    private void acknowledge(Receipt receipt) {
        if (receipt.qos() == QoS.AT_LEAST_ONCE) {
            link.pubAck(receipt.packetId());
        } else if (receipt.qos() == QoS.EXACTLY_ONCE) {
            link.pubRec(receipt.packetId());
        } else {
            return;
        }
        receipt.acknowledge();
        listener.acknowledged(receipt.arrivedNanos());
    }

    /** @param soon whether more may be settled before the event loop is through with what it does now */
    void flush(boolean soon) {
        if (soon) {
            link.flushSoon();
        } else {
            link.flush();
        }
    }
}
