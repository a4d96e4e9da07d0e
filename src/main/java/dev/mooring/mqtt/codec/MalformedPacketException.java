package dev.mooring.mqtt.codec;

/**
 * What arrived is not MQTT; the connection has to be closed (section 4.13.1). Cheap: no stack trace, because who
 * provokes it is the peer.
 */
public final class MalformedPacketException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int reasonCode;

    /**
     * @param reasonCode what a DISCONNECT should say
     * @param message    what was wrong, without any content of the packet
     */
    public MalformedPacketException(ReasonCode reasonCode, String message) {
        super(message, null, false, false);
        this.reasonCode = reasonCode.code();
    }

    /** What a DISCONNECT should say: 0x81 malformed, 0x82 protocol error, 0x95 packet too large … */
    public int reasonCode() {
        return reasonCode;
    }

    static MalformedPacketException malformed(String message) {
        return new MalformedPacketException(ReasonCode.MALFORMED_PACKET, message);
    }

    static MalformedPacketException protocolError(String message) {
        return new MalformedPacketException(ReasonCode.PROTOCOL_ERROR, message);
    }
}
