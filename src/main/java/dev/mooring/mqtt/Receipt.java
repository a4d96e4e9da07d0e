package dev.mooring.mqtt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one message that arrived: run by its handler when it is done, on any thread, and settled on the
 * session's event loop. Running it again does nothing. Small, since there is one for each message.
 */
final class Receipt implements Acknowledgement {

    private static final VarHandle DONE;

    static {
        try {
            DONE = MethodHandles.lookup().findVarHandle(Receipt.class, "done", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final char packetId;
    private final byte qos;
    private final long arrivedNanos;

    /** Set by any thread, through {@link #DONE}. */
    @SuppressWarnings("unused")
    private volatile boolean done;

    /** Its successor among those that other threads have done. */
    @Nullable
    Receipt next;

    /**
     * Where it waits for its turn; QoS 2 changes it, on the event loop, when the message comes again over another
     * connection. All windows of a session have the same intake, so any thread may ask an old one for it.
     */
    private InboundWindow window;

    // Event loop only.
    /** At QoS 0: see {@link InboundWindow}. */
    private int generation;

    private boolean settled;
    private boolean gaveWay;
    private boolean acknowledged;

    Receipt(InboundWindow window, int packetId, QoS qos, long arrivedNanos) {
        this.window = window;
        this.packetId = (char) packetId;
        this.qos = (byte) qos.level();
        this.arrivedNanos = arrivedNanos;
    }

    /** The message was handled. Any thread. */
    @Override
    public void run() {
        if (DONE.compareAndSet(this, false, true)) {
            window.intake().done(this);
        }
    }

    @Override
    public boolean superseded() {
        return qos == 1 && window.isSuperseded();
    }

    boolean isDone() {
        return done;
    }

    int packetId() {
        return packetId;
    }

    QoS qos() {
        return QoS.of(qos);
    }

    long arrivedNanos() {
        return arrivedNanos;
    }

    InboundWindow window() {
        return window;
    }

    void window(InboundWindow newWindow) {
        window = newWindow;
        gaveWay = false;
    }

    int generation() {
        return generation;
    }

    void generation(int number) {
        generation = number;
    }

    /** Whether its handler is through with it, and the event loop knows. */
    boolean settled() {
        return settled;
    }

    void settle() {
        settled = true;
    }

    /** Whether it left its place to those behind it, unacknowledged. */
    boolean gaveWay() {
        return gaveWay;
    }

    void giveWay() {
        gaveWay = true;
    }

    /** Whether PUBACK or PUBREC was sent. */
    boolean acknowledged() {
        return acknowledged;
    }

    void acknowledge() {
        acknowledged = true;
    }
}
