package dev.mooring.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bytes to packets and back, for one connection, by Netty's codec, which is not ours. The version is the one that CONNECT
 * names; until then it is 3.1.1. Thread-safe.
 */
final class ScriptedCodec {

    private static final int LARGEST_PACKET = 268_435_460;
    private static final int LONGEST_CLIENT_ID = 65_535;

    private final Lock lock = new ReentrantLock();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new MqttDecoder(LARGEST_PACKET, LONGEST_CLIENT_ID), MqttEncoder.INSTANCE);

    ScriptedCodec() {
        // Heap and not pooled: nobody has to release the packets that tests look at.
        channel.config().setAllocator(new UnpooledByteBufAllocator(false));
    }

    /** The packets that are complete with these bytes, and at most one {@link Arrival.Garbage}. */
    List<Arrival> decode(byte[] bytes) {
        lock.lock();
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
            List<Arrival> arrivals = new ArrayList<>();
            for (MqttMessage next = channel.readInbound(); next != null; next = channel.readInbound()) {
                arrivals.add(arrival(next));
            }
            return arrivals;
        } finally {
            lock.unlock();
        }
    }

    byte[] encode(MqttMessage message) {
        lock.lock();
        try {
            channel.writeOutbound(message);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
                bytes.writeBytes(ByteBufUtil.getBytes(next));
            }
            return bytes.toByteArray();
        } finally {
            lock.unlock();
        }
    }

    private static Arrival arrival(MqttMessage message) {
        return message.decoderResult().isSuccess()
                ? new Arrival.Packet(message)
                : new Arrival.Garbage(message.decoderResult().cause());
    }
}
