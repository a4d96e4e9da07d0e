package dev.mooring.mqtt.codec;

import org.jspecify.annotations.Nullable;

/**
 * Takes the packets that a server sent, in their order, on the thread that calls {@link PacketDecoder#decode}. Each
 * method may throw what it finds wrong; decoding then ends, as after a malformed packet.
 */
public interface PacketSink {

    /** CONNACK (section 3.2). */
    void connAck(ConnAck packet) throws MalformedPacketException;

    /**
     * PUBLISH (section 3.3).
     *
     * @param frame where the parts are; valid during this call only
     */
    void publish(PublishFrame frame) throws MalformedPacketException;

    /** PUBACK (section 3.4). */
    void pubAck(int packetId, int reasonCode, @Nullable String reasonString) throws MalformedPacketException;

    /** PUBREC (section 3.5). */
    void pubRec(int packetId, int reasonCode, @Nullable String reasonString) throws MalformedPacketException;

    /** PUBREL (section 3.6). */
    void pubRel(int packetId, int reasonCode, @Nullable String reasonString) throws MalformedPacketException;

    /** PUBCOMP (section 3.7). */
    void pubComp(int packetId, int reasonCode, @Nullable String reasonString) throws MalformedPacketException;

    /** SUBACK (section 3.9): one reason code for each filter; 0, 1, 2 or at least 0x80. */
    void subAck(int packetId, int[] reasonCodes, @Nullable String reasonString) throws MalformedPacketException;

    /** UNSUBACK (section 3.11): one reason code for each filter; on 3.1.1 there are none. */
    void unsubAck(int packetId, int[] reasonCodes, @Nullable String reasonString) throws MalformedPacketException;

    /** PINGRESP (section 3.13). */
    void pingResp() throws MalformedPacketException;

    /** DISCONNECT by the server (section 3.14), MQTT 5 only. */
    void disconnect(int reasonCode, PropertyBlock properties) throws MalformedPacketException;

    /** AUTH (section 3.15), MQTT 5 only. */
    void auth(int reasonCode, PropertyBlock properties) throws MalformedPacketException;
}
