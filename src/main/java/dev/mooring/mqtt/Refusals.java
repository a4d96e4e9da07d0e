package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ConnAck;
import dev.mooring.mqtt.codec.Property;
import dev.mooring.mqtt.codec.PropertyBlock;
import dev.mooring.mqtt.codec.PropertyReader;
import dev.mooring.mqtt.codec.ReasonCode;

/** What a refused connection says about the next attempt (MQTT 5.0, section 3.2.2.2; MQTT 3.1.1, section 3.2.2.3). */
final class Refusals {

    private static final int OLD_UNACCEPTABLE_VERSION = 1;
    private static final int OLD_CLIENT_ID_REJECTED = 2;
    private static final int OLD_SERVER_UNAVAILABLE = 3;
    private static final int OLD_BAD_CREDENTIALS = 4;
    private static final int OLD_NOT_AUTHORIZED = 5;

    private Refusals() {}

    static ConnectException of(ConnectRequest request, ConnAck packet) {
        String message = request.address() + " refused the connection: ";
        return packet.reasonCode() < ReasonCode.UNSPECIFIED_ERROR.code()
                ? old(request, message, packet.reasonCode())
                : modern(request, message, packet);
    }

    /** As 3.1.1 counts; a broker that does not know MQTT 5 answers a CONNECT of that version like this as well. */
    private static ConnectException old(ConnectRequest request, String message, int code) {
        return switch (code) {
            case OLD_UNACCEPTABLE_VERSION -> ConnectException.versionRefused(message + unacceptable(request));
            case OLD_CLIENT_ID_REJECTED -> ConnectException.refused(message + rejected(request), null);
            case OLD_BAD_CREDENTIALS -> ConnectException.refused(message + "bad user name or password", null);
            case OLD_NOT_AUTHORIZED -> ConnectException.refused(message + "not authorized", null);
            case OLD_SERVER_UNAVAILABLE -> ConnectException.unreachable(message + "server unavailable", null);
            default -> ConnectException.unreachable(message + "return code " + code, null);
        };
    }

    private static ConnectException modern(ConnectRequest request, String message, ConnAck packet) {
        int code = packet.reasonCode();
        String words = message + words(code, packet.properties());
        if (code == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION.code()) {
            return ConnectException.versionRefused(message + unacceptable(request));
        }
        if (code == ReasonCode.CLIENT_IDENTIFIER_NOT_VALID.code()) {
            return ConnectException.refused(message + rejected(request), null);
        }
        return isLasting(code) ? ConnectException.refused(words, null) : ConnectException.unreachable(words, null);
    }

    /** Whether the same CONNECT would be refused again. */
    private static boolean isLasting(int code) {
        return code == ReasonCode.BAD_USER_NAME_OR_PASSWORD.code()
                || code == ReasonCode.NOT_AUTHORIZED.code()
                || code == ReasonCode.BANNED.code()
                || code == ReasonCode.BAD_AUTHENTICATION_METHOD.code()
                || code == ReasonCode.TOPIC_NAME_INVALID.code()
                || code == ReasonCode.PAYLOAD_FORMAT_INVALID.code()
                || code == ReasonCode.RETAIN_NOT_SUPPORTED.code()
                || code == ReasonCode.QOS_NOT_SUPPORTED.code();
    }

    private static String unacceptable(ConnectRequest request) {
        return "protocol version " + request.version().text() + " not accepted";
    }

    private static String rejected(ConnectRequest request) {
        return "client id " + request.clientId() + " rejected";
    }

    /** The code's text, what the broker adds, and the other server it names, if it does. */
    static String words(int reasonCode, PropertyBlock properties) {
        StringBuilder words = new StringBuilder(ReasonCode.textOf(reasonCode));
        PropertyReader reader = properties.read();
        while (reader.next()) {
            if (reader.property() == Property.REASON_STRING) {
                words.append(", ").append(reader.text());
            } else if (reader.property() == Property.SERVER_REFERENCE) {
                words.append(", use ").append(reader.text());
            }
        }
        return words.toString();
    }
}
