package dev.mooring.mqtt;

/**
 * A topic to publish to: 1 to 65,535 bytes of UTF-8, without wildcards (MQTT 5.0, section 4.7).
 *
 * @param value the topic as it stands on the wire
 */
public record TopicName(String value) {

    /** @throws IllegalArgumentException when {@code value} is no topic name */
    public TopicName {
        MqttString.checked("topic name", value);
        if (value.indexOf('#') >= 0 || value.indexOf('+') >= 0) {
            throw new IllegalArgumentException("topic name must not contain wildcards, got: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
