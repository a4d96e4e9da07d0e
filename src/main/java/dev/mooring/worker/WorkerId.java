package dev.mooring.worker;

import dev.mooring.mqtt.TopicName;
import java.nio.charset.StandardCharsets;

/**
 * The name of a worker: the last level of its topic, and a part of its connection's client id.
 *
 * @param value 1 to 128 bytes of UTF-8
 */
record WorkerId(String value) {

    private static final int MOST_BYTES = 128;

    /** @throws IllegalArgumentException when it is none */
    WorkerId {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("worker id must not be empty");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException("worker id must be at most " + MOST_BYTES + " bytes");
        }
        if (value.chars().anyMatch(c -> c == '/' || c == '+' || c == '#' || Character.isISOControl(c))) {
            throw new IllegalArgumentException("worker id must not contain /, +, # or control characters");
        }
        var unused = new TopicName(value); // must be one by itself: well-formed Unicode, for example
    }

    @Override
    public String toString() {
        return value;
    }
}
