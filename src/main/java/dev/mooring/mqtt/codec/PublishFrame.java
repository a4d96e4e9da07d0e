package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Where the parts of a PUBLISH are in the buffer that it arrived in (section 3.3). There is one for each decoder, used
 * again for each packet: valid during {@link PacketSink#publish} only. Indices are absolute.
 *
 * <p>The UTF-8 of the topic has not been checked, because most topics are known already: look the bytes up, and use
 * {@link Utf8#read} for those that are new. The properties have been checked.
 */
public final class PublishFrame {

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int firstByte;
    private int topicStart;
    private int topicLength;
    private int packetId;
    private int propertiesStart;
    private int propertiesLength;
    private int topicAlias;
    private int payloadStart;
    private int payloadLength;

    PublishFrame() {}

    void at(ByteBuf newBuffer, int newFirstByte) {
        buffer = newBuffer;
        firstByte = newFirstByte;
    }

    void topic(int start, int length, int newPacketId) {
        topicStart = start;
        topicLength = length;
        packetId = newPacketId;
    }

    void properties(int start, int length, int newTopicAlias) {
        propertiesStart = start;
        propertiesLength = length;
        topicAlias = newTopicAlias;
    }

    void payload(int start, int length) {
        payloadStart = start;
        payloadLength = length;
    }

    /** Forgets the buffer, so that it is not kept alive. */
    void clear() {
        buffer = Unpooled.EMPTY_BUFFER;
    }

    /** What the indices point into; still the decoder's. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Where the topic's UTF-8 starts. */
    public int topicStart() {
        return topicStart;
    }

    /** Length of the topic in bytes; 0 only on MQTT 5 with a topic alias. */
    public int topicLength() {
        return topicLength;
    }

    /** 0, 1 or 2. */
    public int qos() {
        return firstByte >> 1 & 3;
    }

    /** Whether the server sent a message it had kept (section 3.3.1.3). */
    public boolean retain() {
        return (firstByte & 1) != 0;
    }

    /** Whether the server may have sent it before (section 3.3.1.1). */
    public boolean duplicate() {
        return (firstByte & 8) != 0;
    }

    /** 1 to 65,535; 0 for QoS 0. */
    public int packetId() {
        return packetId;
    }

    /** Where the properties start, for a {@link PropertyReader}. */
    public int propertiesStart() {
        return propertiesStart;
    }

    /** Length of the properties in bytes; 0 on 3.1.1. */
    public int propertiesLength() {
        return propertiesLength;
    }

    /** The topic alias (section 3.3.2.3.4), which is also among the properties; 0 when there is none. */
    public int topicAlias() {
        return topicAlias;
    }

    /** Where the payload starts. */
    public int payloadStart() {
        return payloadStart;
    }

    /** Length of the payload in bytes. */
    public int payloadLength() {
        return payloadLength;
    }
}
