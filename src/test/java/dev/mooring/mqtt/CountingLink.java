package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.mqtt.codec.SubscriptionRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection that keeps nothing, so that what it costs is not counted. */
class CountingLink implements MqttTransport.Link {

    private static final ConnectAnswer ANSWER =
            FakeLink.answer(ProtocolVersion.V5, true, PacketIds.MAX, QoS.EXACTLY_ONCE);

    long acknowledged;

    @Override
    public ConnectAnswer answer() {
        return ANSWER;
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public PublishException.@Nullable Reason objection(OutboundMessage message) {
        return null;
    }

    @Override
    public void publish(OutboundMessage message, QoS qos, int packetId, boolean duplicate, long expirySeconds) {}

    @Override
    public void pubAck(int packetId) {
        acknowledged++;
    }

    @Override
    public void pubRec(int packetId) {}

    @Override
    public void pubRel(int packetId) {}

    @Override
    public void pubComp(int packetId, boolean known) {}

    @Override
    public void subscribe(int packetId, List<SubscriptionRequest> filters) {}

    @Override
    public void unsubscribe(int packetId, List<String> filters) {}

    @Override
    public void flush() {}

    @Override
    public void flushSoon() {}

    @Override
    public void read(boolean wanted) {}

    @Override
    public boolean hasReadSince(long nanos) {
        return true;
    }

    @Override
    public void ping() {}

    @Override
    public long lastRead() {
        return System.nanoTime();
    }

    @Override
    public void reauthenticate() {}

    @Override
    public void disconnect() {}

    @Override
    public void abort(CloseReason reason) {}
}
