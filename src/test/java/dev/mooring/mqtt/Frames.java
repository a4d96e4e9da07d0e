package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ConnAck;
import dev.mooring.mqtt.codec.MalformedPacketException;
import dev.mooring.mqtt.codec.PacketDecoder;
import dev.mooring.mqtt.codec.PacketSink;
import dev.mooring.mqtt.codec.PropertyBlock;
import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.mqtt.codec.PublishFrame;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Hands over each PUBLISH in a buffer, as a connection would. */
final class Frames implements PacketSink {

    /** What takes them. */
    @FunctionalInterface
    interface Taker {
        void take(PublishFrame frame) throws MalformedPacketException;
    }

    private final Taker taker;
    private final PacketDecoder decoder = new PacketDecoder(ProtocolVersion.V5, 1 << 20, this);

    Frames(Taker taker) {
        this.taker = taker;
    }

    void decode(ByteBuf bytes) {
        try {
            decoder.decode(bytes);
        } catch (MalformedPacketException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void publish(PublishFrame frame) throws MalformedPacketException {
        taker.take(frame);
    }

    @Override
    public void connAck(ConnAck packet) {}

    @Override
    public void pubAck(int packetId, int reasonCode, @Nullable String reasonString) {}

    @Override
    public void pubRec(int packetId, int reasonCode, @Nullable String reasonString) {}

    @Override
    public void pubRel(int packetId, int reasonCode, @Nullable String reasonString) {}

    @Override
    public void pubComp(int packetId, int reasonCode, @Nullable String reasonString) {}

    @Override
    public void subAck(int packetId, int[] reasonCodes, @Nullable String reasonString) {}

    @Override
    public void unsubAck(int packetId, int[] reasonCodes, @Nullable String reasonString) {}

    @Override
    public void pingResp() {}

    @Override
    public void disconnect(int reasonCode, PropertyBlock properties) {}

    @Override
    public void auth(int reasonCode, PropertyBlock properties) {}
}
