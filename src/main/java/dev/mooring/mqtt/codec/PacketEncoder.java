package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Appends the packets that a client sends. Stateless. What a caller can get wrong only by a programming error is not
 * checked on the hot path: packet identifiers are 1 to 65,535 where there is one, QoS is 0 to 2, topics are checked.
 *
 * <p>On 3.1.1 properties, reason codes and topic aliases are not written, because there are none.
 */
public final class PacketEncoder {

    private static final int TOPIC_ALIAS_SIZE = 3;

    private PacketEncoder() {}

    /** CONNECT (section 3.1). */
    public static void connect(ByteBuf out, ProtocolVersion version, Connect packet) {
        ConnectEncoder.write(out, version, packet);
    }

    /**
     * PUBLISH (section 3.3).
     *
     * @param out        grows as needed
     * @param version    decides whether properties and topic alias are written
     * @param topicUtf8  at most 65,535 bytes; empty only with a topic alias that the server knows
     * @param packetId   not written when {@code qos} is 0
     * @param qos        0, 1 or 2
     * @param retain     whether the server keeps the message
     * @param duplicate  whether it has been sent before
     * @param properties without the topic alias
     * @param topicAlias 0 for none, else written in addition to the properties
     * @param payload    its readable bytes are copied, its indices stay
     */
    public static void publish(
            ByteBuf out,
            ProtocolVersion version,
            byte[] topicUtf8,
            int packetId,
            int qos,
            boolean retain,
            boolean duplicate,
            PropertyBlock properties,
            int topicAlias,
            ByteBuf payload) {
        int payloadLength = payload.readableBytes();
        int remaining = publishRemaining(version, topicUtf8.length, qos, properties, topicAlias, payloadLength);
        out.ensureWritable(1 + VariableByteInteger.sizeOf(remaining) + remaining);
        writePublishHeader(
                out, version, topicUtf8, packetId, qos, retain, duplicate, properties, topicAlias, remaining);
        out.writeBytes(payload, payload.readerIndex(), payloadLength);
    }

    /**
     * As {@link #publish}, all but the payload, which has to follow: for large ones that are not to be copied.
     *
     * @param payloadLength length of what will follow, in bytes
     */
    public static void publishHeader(
            ByteBuf out,
            ProtocolVersion version,
            byte[] topicUtf8,
            int packetId,
            int qos,
            boolean retain,
            boolean duplicate,
            PropertyBlock properties,
            int topicAlias,
            int payloadLength) {
        int remaining = publishRemaining(version, topicUtf8.length, qos, properties, topicAlias, payloadLength);
        out.ensureWritable(1 + VariableByteInteger.sizeOf(remaining) + remaining - payloadLength);
        writePublishHeader(
                out, version, topicUtf8, packetId, qos, retain, duplicate, properties, topicAlias, remaining);
    }

    /** Size of a whole PUBLISH in bytes. */
    public static int publishSize(
            ProtocolVersion version,
            int topicUtf8Length,
            int qos,
            PropertyBlock properties,
            int topicAlias,
            int payloadLength) {
        int remaining = publishRemaining(version, topicUtf8Length, qos, properties, topicAlias, payloadLength);
        return 1 + VariableByteInteger.sizeOf(remaining) + remaining;
    }

    private static int publishRemaining(
            ProtocolVersion version,
            int topicUtf8Length,
            int qos,
            PropertyBlock properties,
            int topicAlias,
            int payloadLength) {
        long remaining = 2L + topicUtf8Length + (qos == 0 ? 0 : 2) + payloadLength;
        if (version == ProtocolVersion.V5) {
            int length = propertiesLength(properties, topicAlias);
            remaining += VariableByteInteger.sizeOf(length) + (long) length;
        }
        return checkedRemaining(remaining);
    }

    private static int propertiesLength(PropertyBlock properties, int topicAlias) {
        return properties.length() + (topicAlias == 0 ? 0 : TOPIC_ALIAS_SIZE);
    }

    private static void writePublishHeader(
            ByteBuf out,
            ProtocolVersion version,
            byte[] topicUtf8,
            int packetId,
            int qos,
            boolean retain,
            boolean duplicate,
            PropertyBlock properties,
            int topicAlias,
            int remaining) {
        out.writeByte(FixedHeader.PUBLISH << 4 | (duplicate ? 8 : 0) | qos << 1 | (retain ? 1 : 0));
        VariableByteInteger.write(out, remaining);
        Utf8.writeWithLength(out, topicUtf8);
        if (qos > 0) {
            out.writeShort(packetId);
        }
        if (version == ProtocolVersion.V5) {
            writePublishProperties(out, properties, topicAlias);
        }
    }

    private static void writePublishProperties(ByteBuf out, PropertyBlock properties, int topicAlias) {
        VariableByteInteger.write(out, propertiesLength(properties, topicAlias));
        if (topicAlias != 0) {
            out.writeByte(Property.TOPIC_ALIAS.id());
            out.writeShort(topicAlias);
        }
        if (!properties.isEmpty()) {
            properties.writeTo(out);
        }
    }

    /** PUBACK with success (section 3.4), the same in both versions. */
    public static void pubAck(ByteBuf out, int packetId) {
        out.writeInt(0x4002_0000 | packetId);
    }

    /** PUBACK with a reason code. */
    public static void pubAck(ByteBuf out, ProtocolVersion version, int packetId, int reasonCode) {
        acknowledge(out, version, 0x4000_0000, packetId, reasonCode);
    }

    /** PUBREC with success (section 3.5), the same in both versions. */
    public static void pubRec(ByteBuf out, int packetId) {
        out.writeInt(0x5002_0000 | packetId);
    }

    /** PUBREC with a reason code. */
    public static void pubRec(ByteBuf out, ProtocolVersion version, int packetId, int reasonCode) {
        acknowledge(out, version, 0x5000_0000, packetId, reasonCode);
    }

    /** PUBREL with success (section 3.6), the same in both versions. */
    public static void pubRel(ByteBuf out, int packetId) {
        out.writeInt(0x6202_0000 | packetId);
    }

    /** PUBREL with a reason code. */
    public static void pubRel(ByteBuf out, ProtocolVersion version, int packetId, int reasonCode) {
        acknowledge(out, version, 0x6200_0000, packetId, reasonCode);
    }

    /** PUBCOMP with success (section 3.7), the same in both versions. */
    public static void pubComp(ByteBuf out, int packetId) {
        out.writeInt(0x7002_0000 | packetId);
    }

    /** PUBCOMP with a reason code. */
    public static void pubComp(ByteBuf out, ProtocolVersion version, int packetId, int reasonCode) {
        acknowledge(out, version, 0x7000_0000, packetId, reasonCode);
    }

    /** Success is left out (section 3.4.2.1), and on 3.1.1 there is nothing else. */
    private static void acknowledge(ByteBuf out, ProtocolVersion version, int type, int packetId, int reasonCode) {
        if (reasonCode == 0 || version == ProtocolVersion.V3_1_1) {
            out.writeInt(type | 0x0002_0000 | packetId);
            return;
        }
        out.ensureWritable(5);
        out.writeInt(type | 0x0003_0000 | packetId);
        out.writeByte(reasonCode);
    }

    /** SUBSCRIBE (section 3.8). */
    public static void subscribe(
            ByteBuf out,
            ProtocolVersion version,
            int packetId,
            List<SubscriptionRequest> filters,
            PropertyBlock properties) {
        byte[][] encoded = new byte[filters.size()][];
        long remaining = 2L + propertiesSize(version, properties);
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = Utf8.encode(filters.get(i).filter());
            remaining += 2L + encoded[i].length + 1;
        }
        begin(out, 0x82, remaining);
        out.writeShort(packetId);
        writeProperties(out, version, properties);
        for (int i = 0; i < encoded.length; i++) {
            Utf8.writeWithLength(out, encoded[i]);
            out.writeByte(filters.get(i).options(version));
        }
    }

    /** UNSUBSCRIBE (section 3.10), without properties. */
    public static void unsubscribe(ByteBuf out, ProtocolVersion version, int packetId, List<String> filters) {
        byte[][] encoded = new byte[filters.size()][];
        long remaining = 2L + propertiesSize(version, PropertyBlock.EMPTY);
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = Utf8.encode(filters.get(i));
            remaining += 2L + encoded[i].length;
        }
        begin(out, 0xA2, remaining);
        out.writeShort(packetId);
        writeProperties(out, version, PropertyBlock.EMPTY);
        for (byte[] filter : encoded) {
            Utf8.writeWithLength(out, filter);
        }
    }

    /** PINGREQ (section 3.12). */
    public static void pingReq(ByteBuf out) {
        out.writeShort(0xC000);
    }

    /** DISCONNECT (section 3.14); two bytes on 3.1.1. */
    public static void disconnect(ByteBuf out, ProtocolVersion version, int reasonCode, PropertyBlock properties) {
        if (version == ProtocolVersion.V3_1_1) {
            out.writeShort(0xE000);
        } else {
            reasonAndProperties(out, 0xE0, reasonCode, properties);
        }
    }

    /** AUTH (section 3.15), MQTT 5 only. */
    public static void auth(ByteBuf out, int reasonCode, PropertyBlock properties) {
        reasonAndProperties(out, 0xF0, reasonCode, properties);
    }

    /** Both may be left out when they say nothing (sections 3.14.2.1 and 3.15.2.1). */
    private static void reasonAndProperties(ByteBuf out, int first, int reasonCode, PropertyBlock properties) {
        if (reasonCode == 0 && properties.isEmpty()) {
            out.writeShort(first << 8);
            return;
        }
        begin(out, first, 1L + propertiesSize(ProtocolVersion.V5, properties));
        out.writeByte(reasonCode);
        writeProperties(out, ProtocolVersion.V5, properties);
    }

    /** Writes the fixed header and makes room for the rest. */
    static void begin(ByteBuf out, int first, long remaining) {
        int checked = checkedRemaining(remaining);
        out.ensureWritable(1 + VariableByteInteger.sizeOf(checked) + checked);
        out.writeByte(first);
        VariableByteInteger.write(out, checked);
    }

    private static int checkedRemaining(long remaining) {
        if (remaining > VariableByteInteger.MAX) {
            throw new IllegalArgumentException("A packet cannot have " + remaining + " bytes");
        }
        return (int) remaining;
    }

    /** Size of properties with their length in front, 0 on 3.1.1. */
    static long propertiesSize(ProtocolVersion version, PropertyBlock properties) {
        return version == ProtocolVersion.V3_1_1
                ? 0
                : VariableByteInteger.sizeOf(properties.length()) + (long) properties.length();
    }

    /** Appends properties with their length in front, nothing on 3.1.1. */
    static void writeProperties(ByteBuf out, ProtocolVersion version, PropertyBlock properties) {
        if (version == ProtocolVersion.V5) {
            VariableByteInteger.write(out, properties.length());
            properties.writeTo(out);
        }
    }
}
