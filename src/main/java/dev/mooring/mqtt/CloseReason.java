package dev.mooring.mqtt;

/**
 * Why a connection ended.
 *
 * @param kind   who ended it
 * @param detail for people
 */
public record CloseReason(Kind kind, String detail) {

    /** Who ended a connection; the words are those of the {@code reason} label of the metrics. */
    public enum Kind {
        /** The broker, or something between, closed the socket. */
        CLOSED_BY_PEER,
        /** The broker, and says that another client uses our client id (MQTT 5.0, reason code 0x8E). */
        TAKEN_OVER,
        /** Nothing came back within 1.5 times the keep-alive. */
        KEEP_ALIVE_TIMEOUT,
        /** What arrived was no MQTT, or too large. */
        PROTOCOL_ERROR,
        /** We did, because somebody asked for it. */
        REQUESTED
    }

    @Override
    public String toString() {
        return detail;
    }
}
