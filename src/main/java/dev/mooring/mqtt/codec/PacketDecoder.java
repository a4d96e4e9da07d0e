package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds the packets in the bytes that a server sends, checks them and hands them to a {@link PacketSink}. For the one
 * thread of its connection. Keeps no bytes: what is incomplete stays in the caller's buffer.
 *
 * <p>PUBLISH, PUBACK, PUBREC, PUBREL and PUBCOMP without properties are decoded where they are, without allocating.
 *
 * <p>The order of packets, and what CONNACK agreed on, is the caller's business.
 */
public final class PacketDecoder {

    private static final int MAX_HEADER = 5;

    private final boolean version5;
    private final byte[] verdicts;
    private final int maxPacketSize;
    private final PacketSink sink;
    private final PublishFrame frame = new PublishFrame();
    private final PropertyCheck properties = new PropertyCheck();

    /**
     * @param version       what was said in CONNECT
     * @param maxPacketSize in bytes, header included (section 3.1.2.11.4)
     * @param sink          takes the packets
     */
    public PacketDecoder(ProtocolVersion version, int maxPacketSize, PacketSink sink) {
        this.version5 = version == ProtocolVersion.V5;
        this.verdicts = FixedHeader.verdictsFor(version);
        this.maxPacketSize = maxPacketSize;
        this.sink = sink;
    }

    /**
     * Takes every complete packet from the buffer and hands it to the sink; leaves an incomplete rest unread. The reader
     * index is already after a packet when the sink is called for it.
     *
     * @throws MalformedPacketException when the bytes are not what a server may send, at once when the header says so.
     *                                  The decoder is not to be used again then
     */
    public void decode(ByteBuf in) throws MalformedPacketException {
        int end = in.writerIndex();
        int index = in.readerIndex();
        while (end - index >= 2) {
            int first = in.getUnsignedByte(index);
            byte verdict = verdicts[first];
            if (verdict != 0) {
                throw FixedHeader.refusal(first, verdict);
            }
            int length = in.getByte(index + 1);
            int body = index + 2;
            if (length < 0) {
                body = afterHeader(in, index, end);
                if (body == 0) {
                    return;
                }
                length = VariableByteInteger.readChecked(in, index + 1);
            }
            if (length > maxPacketSize - (body - index)) {
                throw new MalformedPacketException(
                        ReasonCode.PACKET_TOO_LARGE, "A packet has more than " + maxPacketSize + " bytes");
            }
            if (length > end - body) {
                return;
            }
            index = body + length;
            in.readerIndex(index);
            if (first >> 4 == FixedHeader.PUBLISH) {
                publish(in, first, body, index);
            } else {
                other(in, first >> 4, body, index);
            }
        }
    }

    /**
     * Size in bytes, header included, that the incomplete packet at the reader index will have, as far as its header
     * tells, else 0: so that room can be made once. To be called after {@link #decode}.
     */
    public int incompletePacketSize(ByteBuf in) {
        int start = in.readerIndex();
        int end = in.writerIndex();
        for (int index = start + 1; index < end; index++) {
            if (in.getByte(index) >= 0) {
                return index + 1 - start + VariableByteInteger.readChecked(in, start + 1);
            }
        }
        return 0;
    }

    /** The index after a header with a length of several bytes (section 2.1.4), 0 when it is not yet complete. */
    private int afterHeader(ByteBuf in, int index, int end) throws MalformedPacketException {
        int limit = Math.min(end, index + MAX_HEADER);
        for (int i = index + 2; i < limit; i++) {
            int next = in.getByte(i);
            if (next > 0 || (next == 0 && !version5)) {
                return i + 1;
            }
            if (next == 0) {
                throw MalformedPacketException.malformed("The remaining length has more bytes than needed");
            }
        }
        if (end - index >= MAX_HEADER) {
            throw MalformedPacketException.malformed("The remaining length has more than four bytes");
        }
        return 0;
    }

    /** Section 3.3. */
    private void publish(ByteBuf in, int first, int from, int end) throws MalformedPacketException {
        require(2, from, end);
        int topicLength = in.getUnsignedShort(from);
        int index = from + 2 + topicLength;
        int packetId = 0;
        if ((first & 0x06) != 0) {
            packetId = packetId(in, index, end);
            index += 2;
        } else if (index > end) {
            throw cutOff();
        }
        frame.at(in, first);
        frame.topic(from + 2, topicLength, packetId);
        index = version5 ? publishProperties(in, index, end) : noPublishProperties(index);
        if (topicLength == 0 && frame.topicAlias() == 0) {
            throw MalformedPacketException.protocolError("PUBLISH without topic and topic alias"); // section 3.3.2.1
        }
        frame.payload(index, end - index);
        sink.publish(frame);
        frame.clear();
    }

    private int publishProperties(ByteBuf in, int index, int end) throws MalformedPacketException {
        if (index < end && in.getByte(index) == 0) {
            frame.properties(index + 1, 0, 0);
            return index + 1;
        }
        int start = checkProperties(in, index, end, In.PUBLISH);
        int length = VariableByteInteger.readChecked(in, index);
        frame.properties(start, length, properties.topicAlias());
        return start + length;
    }

    private int noPublishProperties(int index) {
        frame.properties(index, 0, 0);
        return index;
    }

    private void other(ByteBuf in, int type, int from, int end) throws MalformedPacketException {
        switch (type) {
            case FixedHeader.PUBACK -> {
                int packetId = packetId(in, from, end);
                sink.pubAck(packetId, reasonCode(in, from + 2, end), reasonString(in, from + 3, end, In.PUBACK));
            }
            case FixedHeader.PUBREC -> {
                int packetId = packetId(in, from, end);
                sink.pubRec(packetId, reasonCode(in, from + 2, end), reasonString(in, from + 3, end, In.PUBREC));
            }
            case FixedHeader.PUBREL -> {
                int packetId = packetId(in, from, end);
                sink.pubRel(packetId, reasonCode(in, from + 2, end), reasonString(in, from + 3, end, In.PUBREL));
            }
            case FixedHeader.PUBCOMP -> {
                int packetId = packetId(in, from, end);
                sink.pubComp(packetId, reasonCode(in, from + 2, end), reasonString(in, from + 3, end, In.PUBCOMP));
            }
            case FixedHeader.CONNACK -> connAck(in, from, end);
            case FixedHeader.SUBACK -> subAck(in, from, end);
            case FixedHeader.UNSUBACK -> unsubAck(in, from, end);
            case FixedHeader.PINGRESP -> {
                requireEnd(from, end);
                sink.pingResp();
            }
            case FixedHeader.DISCONNECT -> disconnect(in, from, end);
            default -> auth(in, from, end);
        }
    }

    /** The reason code of an acknowledgement, success when it was left out (section 3.4.2.1). */
    private int reasonCode(ByteBuf in, int index, int end) throws MalformedPacketException {
        if (index == end) {
            return 0;
        }
        if (!version5) {
            throw trailing();
        }
        return in.getUnsignedByte(index);
    }

    /** The reason string of an acknowledgement whose properties begin at an index, if it has any. */
    private @Nullable String reasonString(ByteBuf in, int index, int end, int packet) throws MalformedPacketException {
        if (index >= end) {
            return null;
        }
        int start = checkProperties(in, index, end, packet);
        requireEnd(start + VariableByteInteger.readChecked(in, index), end);
        return checkedReasonString(in);
    }

    private @Nullable String checkedReasonString(ByteBuf in) throws MalformedPacketException {
        if (!properties.hasReasonString()) {
            return null;
        }
        int index = properties.reasonString();
        return Utf8.read(in, index + 2, in.getUnsignedShort(index));
    }

    /** Section 3.2. */
    private void connAck(ByteBuf in, int from, int end) throws MalformedPacketException {
        require(2, from, end);
        int flags = in.getUnsignedByte(from);
        int reasonCode = in.getUnsignedByte(from + 1);
        if (flags > 1) {
            throw MalformedPacketException.malformed("CONNACK with reserved flags"); // MQTT-3.2.2-1
        }
        PropertyBlock block = connAckProperties(in, from + 2, end, reasonCode);
        sink.connAck(new ConnAck(flags == 1, reasonCode, block));
    }

    /** A server that does not know MQTT 5 refuses it in its own version, without properties (3.1.1, section 3.1.2.2). */
    private PropertyBlock connAckProperties(ByteBuf in, int index, int end, int reasonCode)
            throws MalformedPacketException {
        if (!version5 || (index == end && reasonCode != 0)) {
            requireEnd(index, end);
            return PropertyBlock.EMPTY;
        }
        return propertyBlock(in, index, end, In.CONNACK);
    }

    /** Section 3.9. */
    private void subAck(ByteBuf in, int from, int end) throws MalformedPacketException {
        int packetId = packetId(in, from, end);
        int index = afterAckProperties(in, from + 2, end, In.SUBACK);
        String reasonString = version5 ? checkedReasonString(in) : null;
        int[] reasonCodes = reasonCodes(in, index, end);
        for (int reasonCode : reasonCodes) {
            if (reasonCode > 2 && reasonCode < 0x80) {
                throw MalformedPacketException.protocolError("SUBACK grants a QoS that does not exist");
            }
        }
        sink.subAck(packetId, reasonCodes, reasonString);
    }

    /** Section 3.11; on 3.1.1 there is nothing but the packet identifier. */
    private void unsubAck(ByteBuf in, int from, int end) throws MalformedPacketException {
        int packetId = packetId(in, from, end);
        if (!version5) {
            requireEnd(from + 2, end);
            sink.unsubAck(packetId, new int[0], null);
            return;
        }
        int index = afterAckProperties(in, from + 2, end, In.UNSUBACK);
        sink.unsubAck(packetId, reasonCodes(in, index, end), checkedReasonString(in));
    }

    private int afterAckProperties(ByteBuf in, int index, int end, int packet) throws MalformedPacketException {
        if (!version5) {
            return index;
        }
        return checkProperties(in, index, end, packet) + VariableByteInteger.readChecked(in, index);
    }

    private static int[] reasonCodes(ByteBuf in, int from, int end) throws MalformedPacketException {
        if (from == end) {
            throw MalformedPacketException.protocolError("An acknowledgement without reason codes");
        }
        int[] reasonCodes = new int[end - from];
        for (int i = 0; i < reasonCodes.length; i++) {
            reasonCodes[i] = in.getUnsignedByte(from + i);
        }
        return reasonCodes;
    }

    /** Section 3.14. */
    private void disconnect(ByteBuf in, int from, int end) throws MalformedPacketException {
        sink.disconnect(reasonCode(in, from, end), propertiesOrNone(in, from + 1, end, In.DISCONNECT));
    }

    /** Section 3.15. */
    private void auth(ByteBuf in, int from, int end) throws MalformedPacketException {
        sink.auth(reasonCode(in, from, end), propertiesOrNone(in, from + 1, end, In.AUTH));
    }

    private PropertyBlock propertiesOrNone(ByteBuf in, int index, int end, int packet) throws MalformedPacketException {
        return index >= end ? PropertyBlock.EMPTY : propertyBlock(in, index, end, packet);
    }

    /** Properties that are all of the rest of a packet. */
    private PropertyBlock propertyBlock(ByteBuf in, int index, int end, int packet) throws MalformedPacketException {
        int start = checkProperties(in, index, end, packet);
        int length = end - start;
        requireEnd(start + VariableByteInteger.readChecked(in, index), end);
        return PropertyBlock.copyOf(in, start, length);
    }

    /** Checks the properties whose length is at an index; returns where the first of them is. */
    private int checkProperties(ByteBuf in, int index, int end, int packet) throws MalformedPacketException {
        int length = VariableByteInteger.read(in, index, end);
        int start = index + VariableByteInteger.sizeOf(length);
        require(length, start, end);
        properties.check(in, start, length, packet);
        return start;
    }

    /** Never 0 (section 2.2.1). */
    private static int packetId(ByteBuf in, int index, int end) throws MalformedPacketException {
        require(2, index, end);
        int packetId = in.getUnsignedShort(index);
        if (packetId == 0) {
            throw MalformedPacketException.protocolError("A packet identifier is 0");
        }
        return packetId;
    }

    private static void require(int size, int index, int end) throws MalformedPacketException {
        if (size > end - index) {
            throw cutOff();
        }
    }

    private static void requireEnd(int index, int end) throws MalformedPacketException {
        if (index != end) {
            throw index < end ? trailing() : cutOff();
        }
    }

    private static MalformedPacketException cutOff() {
        return MalformedPacketException.malformed("A packet is shorter than its content");
    }

    private static MalformedPacketException trailing() {
        return MalformedPacketException.malformed("A packet is longer than its content");
    }
}
