package dev.mooring.mqtt.codec;

/** What the first byte of a packet may be, when a server sends it (section 2.1). */
final class FixedHeader {

    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBREL = 6;
    static final int PUBCOMP = 7;
    static final int SUBACK = 9;
    static final int UNSUBACK = 11;
    static final int PINGRESP = 13;
    static final int DISCONNECT = 14;
    static final int AUTH = 15;

    private static final byte FINE = 0;
    private static final byte[] VERDICTS_3_1_1 = verdicts(ProtocolVersion.V3_1_1);
    private static final byte[] VERDICTS_5 = verdicts(ProtocolVersion.V5);

    private FixedHeader() {}

    /** A verdict for each first byte: 0 when a server may send it, else the reason code why not. */
    static byte[] verdictsFor(ProtocolVersion version) {
        return version == ProtocolVersion.V5 ? VERDICTS_5 : VERDICTS_3_1_1;
    }

    static MalformedPacketException refusal(int first, byte verdict) {
        int type = first >> 4;
        return (verdict & 0xFF) == ReasonCode.PROTOCOL_ERROR.code()
                ? MalformedPacketException.protocolError("A server does not send packets of type " + type)
                : MalformedPacketException.malformed("Packet of type " + type + " with flags " + (first & 0x0F));
    }

    private static byte[] verdicts(ProtocolVersion version) {
        byte[] verdicts = new byte[256];
        for (int first = 0; first < verdicts.length; first++) {
            verdicts[first] = verdict(version, first >> 4, first & 0x0F);
        }
        return verdicts;
    }

    private static byte verdict(ProtocolVersion version, int type, int flags) {
        boolean fine =
                switch (type) {
                    case PUBLISH -> isPublishFlags(flags);
                    case PUBREL -> flags == 2; // section 3.6.1
                    default -> flags == 0;
                };
        return switch (type) {
            case 0 -> (byte) ReasonCode.MALFORMED_PACKET.code();
            case CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, PINGRESP -> flagVerdict(fine);
            case DISCONNECT, AUTH ->
                version == ProtocolVersion.V5 ? flagVerdict(fine) : (byte) ReasonCode.PROTOCOL_ERROR.code();
            default -> (byte) ReasonCode.PROTOCOL_ERROR.code();
        };
    }

    private static byte flagVerdict(boolean fine) {
        return fine ? FINE : (byte) ReasonCode.MALFORMED_PACKET.code();
    }

    /** No QoS 3 (MQTT-3.3.1-4), no DUP with QoS 0 (MQTT-3.3.1-2). */
    private static boolean isPublishFlags(int flags) {
        int qos = flags >> 1 & 3;
        return qos != 3 && (qos != 0 || flags < 8);
    }
}
