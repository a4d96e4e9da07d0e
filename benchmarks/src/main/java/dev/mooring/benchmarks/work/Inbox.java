package dev.mooring.benchmarks.work;

import dev.mooring.event.EnvelopeCodec;
import dev.mooring.mqtt.InboundMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one connection does with what arrives: decodes the envelope, looks its id up, counts. The overloads take what
 * each client hands out, and copy the bytes only when they must. Called by one thread at a time; the counts may be read
 * by any.
 */
public final class Inbox {

    private static final VarHandle HANDLED;

    static {
        try {
            HANDLED = MethodHandles.lookup().findVarHandle(Inbox.class, "handled", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final boolean decodes;
    private final Dedup dedup;
    private final Runnable onTarget;
    private final @Nullable Runnable onEach;

    @SuppressWarnings("unused") // through HANDLED
    private long handled;

    private volatile long target = Long.MAX_VALUE;
    private volatile long duplicates;

    /**
     * Makes an inbox.
     *
     * @param decodes  whether payloads are read at all, or only counted
     * @param capacity how many ids are kept
     * @param onTarget called by the thread that handles the message which the target names
     */
    public Inbox(boolean decodes, int capacity, Runnable onTarget) {
        this(decodes, capacity, onTarget, null);
    }

    /**
     * Makes an inbox.
     *
     * @param onEach called for each message, by the thread that handles it
     */
    public Inbox(boolean decodes, int capacity, Runnable onTarget, @Nullable Runnable onEach) {
        this.decodes = decodes;
        this.dedup = new Dedup(capacity);
        this.onTarget = onTarget;
        this.onEach = onEach;
    }

    /** Says at which count of messages the caller wants to hear of it. Before those messages are sent. */
    public void target(long count) {
        target = count;
    }

    /** Messages handled so far. */
    public long handled() {
        return (long) HANDLED.getAcquire(this);
    }

    /** Messages among them whose id was among the last ones. */
    public long duplicates() {
        return duplicates;
    }

    /** Takes a message. */
    public void take(byte[] payload) {
        if (decodes) {
            decode(payload);
        }
        count();
    }

    /** Takes a message, and reads it without moving the reader index. */
    public void take(ByteBuf payload) {
        if (decodes) {
            decode(ByteBufUtil.getBytes(payload));
        }
        count();
    }

    /** Takes a message. */
    public void take(Buffer payload) {
        if (decodes) {
            decode(payload.getBytes());
        }
        count();
    }

    /** Takes a message. */
    public void take(InboundMessage message) {
        if (decodes) {
            decode(message.payloadBytes());
        }
        count();
    }

    /** Takes a message. */
    public void take(ByteBuffer payload) {
        if (decodes) {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            decode(bytes);
        }
        count();
    }

    private void decode(byte[] payload) {
        if (!dedup.isNew(EnvelopeCodec.decode(payload).envelope().id())) {
            duplicates = duplicates + 1; // one thread at a time
        }
    }

    private void count() {
        long now = (long) HANDLED.get(this) + 1;
        HANDLED.setRelease(this, now);
        if (onEach != null) {
            onEach.run();
        }
        if (now == target) {
            onTarget.run();
        }
    }
}
