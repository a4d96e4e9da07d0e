package dev.mooring.mqtt;

import java.nio.charset.StandardCharsets;

/** What every string on the wire has to obey (MQTT 5.0, section 1.5.4). */
final class MqttString {

    static final int MAX_BYTES = 65_535;

    private MqttString() {}

    static String checked(String thing, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(thing + " must not be empty");
        }
        if (value.indexOf('\u0000') >= 0) {
            throw new IllegalArgumentException(thing + " must not contain NUL");
        }
        if (hasLoneSurrogate(value)) {
            throw new IllegalArgumentException(thing + " must be well-formed Unicode");
        }
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException(thing + " must be at most " + MAX_BYTES + " bytes, got: " + bytes);
        }
        return value;
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
