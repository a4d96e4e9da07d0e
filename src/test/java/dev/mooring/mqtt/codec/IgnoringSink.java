package dev.mooring.mqtt.codec;

import org.jspecify.annotations.Nullable;

/** Takes packets and does nothing. */
final class IgnoringSink implements PacketSink {

    @Override
    public void connAck(ConnAck packet) {}

    @Override
    public void publish(PublishFrame frame) {}

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
