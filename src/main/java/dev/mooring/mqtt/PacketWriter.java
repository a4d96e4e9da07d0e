package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.PacketEncoder;
import dev.mooring.mqtt.codec.PropertyBlock;
import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.mqtt.codec.SubscriptionRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Encodes packets one behind the other into one buffer, which goes to the socket when it is full or flushed: one write
 * for many packets. Confined to the connection's event loop.
 */
final class PacketWriter {

    private static final int SMALLEST = 256;
    private static final int FULL = 64 * 1024;

    /**
     * How many turns of the event loop in which nothing was written end the wait for more. A handler behind reactive
     * messaging takes two for each message: one to be asked for, one to be handled on a context of its own.
     */
    private static final int QUIET_TURNS = 3;

    /** When to flush although more is written all the time. */
    private static final int MOST_TURNS = 200;

    private static final byte[] NO_TOPIC = {};

    private final ChannelHandlerContext context;
    private final ProtocolVersion version;
    private final Runnable flushed;
    private final Runnable flushTask = this::flushWhatIsLeft;
    private OutboundAliases aliases = new OutboundAliases(0);

    private @Nullable ByteBuf gathered;
    private int usualSize = SMALLEST;
    private boolean held;
    private boolean flushHeld;
    private boolean flushScheduled;
    private int turns;
    private int quietTurns;
    private boolean unflushed;
    private boolean closed;

    /** @param flushed runs after each write to the socket */
    PacketWriter(ChannelHandlerContext context, ProtocolVersion version, Runnable flushed) {
        this.context = context;
        this.version = version;
        this.flushed = flushed;
    }

    /** What the broker allows becomes known. */
    void aliases(int maximum) {
        aliases = new OutboundAliases(maximum);
    }

    void publish(OutboundMessage message, QoS qos, int packetId, boolean duplicate, long expirySeconds) {
        PropertyBlock properties = message.properties().isEmpty()
                ? PropertyBlock.EMPTY
                : message.properties().encoded(expirySeconds);
        int alias = aliases.of(message.topic());
        byte[] payload = message.bytes();
        ByteBuf out = buffer();
        PacketEncoder.publishHeader(
                out,
                version,
                alias > 0 ? NO_TOPIC : message.topic().utf8(),
                packetId,
                qos.level(),
                message.retain(),
                duplicate,
                properties,
                Math.abs(alias),
                payload.length);
        out.writeBytes(payload);
        writeIfFull();
    }

    void pubAck(int packetId) {
        PacketEncoder.pubAck(buffer(), packetId);
        writeIfFull();
    }

    void pubRec(int packetId) {
        PacketEncoder.pubRec(buffer(), packetId);
        writeIfFull();
    }

    void pubRel(int packetId) {
        PacketEncoder.pubRel(buffer(), packetId);
        writeIfFull();
    }

    void pubComp(int packetId, int reasonCode) {
        PacketEncoder.pubComp(buffer(), version, packetId, reasonCode);
        writeIfFull();
    }

    void subscribe(int packetId, List<SubscriptionRequest> filters) {
        PacketEncoder.subscribe(buffer(), version, packetId, filters, PropertyBlock.EMPTY);
    }

    void unsubscribe(int packetId, List<String> filters) {
        PacketEncoder.unsubscribe(buffer(), version, packetId, filters);
    }

    /** Any other packet. */
    void write(Consumer<ByteBuf> packet) {
        packet.accept(buffer());
    }

    private ByteBuf buffer() {
        ByteBuf buffer = gathered;
        if (buffer == null) {
            buffer = context.alloc().directBuffer(usualSize);
            gathered = buffer;
        }
        return buffer;
    }

    private void writeIfFull() {
        ByteBuf buffer = gathered;
        if (buffer != null && buffer.readableBytes() >= FULL) {
            write();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // void: what fails closes the connection
    private void write() {
        ByteBuf buffer = gathered;
        if (buffer == null) {
            return;
        }
        gathered = null;
        if (closed) {
            buffer.release();
            return;
        }
        usualSize = Math.min(FULL, Math.max(SMALLEST, Integer.highestOneBit(buffer.readableBytes()) * 2));
        unflushed = true;
        context.write(buffer, context.voidPromise());
    }

    /** Until {@link #release}, what is flushed waits: all that one read brought is answered with one write. */
    void hold() {
        held = true;
    }

    void release() {
        held = false;
        if (flushHeld) {
            flush();
        }
    }

    void flush() {
        if (held) {
            flushHeld = true;
            return;
        }
        flushHeld = false;
        flushWhatIsThere();
    }

    /** Flushes when the event loop is through with what it does now, and with what that leads to. */
    void flushSoon() {
        quietTurns = 0;
        if (held) {
            flushHeld = true;
        } else if (!flushScheduled) {
            flushScheduled = true;
            turns = 0;
            context.executor().execute(flushTask);
        }
    }

    /** Waits behind the other tasks of the event loop as long as they bring more: a write to the socket costs more. */
    private void flushWhatIsLeft() {
        if (++quietTurns < QUIET_TURNS && ++turns < MOST_TURNS && !closed) {
            context.executor().execute(flushTask);
        } else {
            flushScheduled = false;
            flush();
        }
    }

    private void flushWhatIsThere() {
        write();
        if (unflushed) {
            unflushed = false;
            context.flush();
            flushed.run();
        }
    }

    /** Writes what was gathered, whatever is held; nothing comes later. */
    ChannelFuture flushLast() {
        ByteBuf last = gathered;
        gathered = null;
        closed = true;
        return context.writeAndFlush(last == null ? Unpooled.EMPTY_BUFFER : last);
    }

    /** Drops what was not written, and all that comes later. */
    void close() {
        closed = true;
        ByteBuf buffer = gathered;
        gathered = null;
        if (buffer != null) {
            buffer.release();
        }
    }
}
