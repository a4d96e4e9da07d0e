package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what was decoded, and reads everything that there is to read. */
final class RecordingSink implements PacketSink {

    private final List<String> packets = new ArrayList<>();

    List<String> packets() {
        return packets;
    }

    @Override
    public void connAck(ConnAck packet) {
        packets.add(Words.connAck(
                packet.sessionPresent(),
                packet.reasonCode(),
                PropertyValue.from(packet.properties().read())));
    }

    @Override
    public void publish(PublishFrame frame) throws MalformedPacketException {
        List<PropertyValue> properties = PropertyValue.from(
                new PropertyReader(frame.buffer(), frame.propertiesStart(), frame.propertiesLength()));
        packets.add(Words.publish(
                Utf8.read(frame.buffer(), frame.topicStart(), frame.topicLength()),
                frame.qos(),
                frame.retain(),
                frame.duplicate(),
                frame.packetId(),
                properties,
                ByteBufUtil.hexDump(frame.buffer(), frame.payloadStart(), frame.payloadLength())));
        requireAlias(frame.topicAlias(), properties);
    }

    private static void requireAlias(int topicAlias, List<PropertyValue> properties) {
        long among = properties.stream()
                .filter(each -> each.property() == Property.TOPIC_ALIAS)
                .mapToLong(each -> (Long) each.value())
                .sum();
        if (among != topicAlias) {
            throw new AssertionError("Topic alias " + topicAlias + " but among the properties " + among);
        }
    }

    @Override
    public void pubAck(int packetId, int reasonCode, @Nullable String reasonString) {
        packets.add(Words.ack("PUBACK", packetId, reasonCode, reasonString));
    }

    @Override
    public void pubRec(int packetId, int reasonCode, @Nullable String reasonString) {
        packets.add(Words.ack("PUBREC", packetId, reasonCode, reasonString));
    }

    @Override
    public void pubRel(int packetId, int reasonCode, @Nullable String reasonString) {
        packets.add(Words.ack("PUBREL", packetId, reasonCode, reasonString));
    }

    @Override
    public void pubComp(int packetId, int reasonCode, @Nullable String reasonString) {
        packets.add(Words.ack("PUBCOMP", packetId, reasonCode, reasonString));
    }

    @Override
    public void subAck(int packetId, int[] reasonCodes, @Nullable String reasonString) {
        packets.add(Words.acks("SUBACK", packetId, Words.listOf(reasonCodes), reasonString));
    }

    @Override
    public void unsubAck(int packetId, int[] reasonCodes, @Nullable String reasonString) {
        packets.add(Words.acks("UNSUBACK", packetId, Words.listOf(reasonCodes), reasonString));
    }

    @Override
    public void pingResp() {
        packets.add("PINGRESP");
    }

    @Override
    public void disconnect(int reasonCode, PropertyBlock properties) {
        packets.add(Words.reason("DISCONNECT", reasonCode, PropertyValue.from(properties.read())));
    }

    @Override
    public void auth(int reasonCode, PropertyBlock properties) {
        packets.add(Words.reason("AUTH", reasonCode, PropertyValue.from(properties.read())));
    }
}
