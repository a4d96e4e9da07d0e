package dev.mooring.mqtt;

import java.nio.charset.StandardCharsets;

/** What every string on the wire has to obey (MQTT 5.0, section 1.5.4). */
final class MqttString {

    static final int MAX_BYTES = 65_535;

    private MqttString() {}

    static String checked(String thing, String value) {
        utf8(thing, value);
        return value;
    }

    /** Checks a string that may be empty. */
    static void fits(String thing, String value) {
        if (!value.isEmpty()) {
            utf8(thing, value);
        }
    }

    /** The bytes of a string that is not empty and obeys. */
    static byte[] utf8(String thing, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(thing + " must not be empty");
        }
        if (value.indexOf('\u0000') >= 0) {
            throw new IllegalArgumentException(thing + " must not contain NUL");
        }
        if (hasLoneSurrogate(value)) {
            throw new IllegalArgumentException(thing + " must be well-formed Unicode");
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    thing + " must be at most " + MAX_BYTES + " bytes, got: " + bytes.length);
        }
        return bytes;
    }

    private static boolean hasLoneSurrogate(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isLowSurrogate(c)) {
                return true;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == value.length() || !Character.isLowSurrogate(value.charAt(i))) {
                    return true;
                }
            }
        }
        return false;
    }
}
