package dev.mooring.mqtt;

/**
 * A topic to publish to: 1 to 65,535 bytes of UTF-8, without wildcards (MQTT 5.0, section 4.7). Immutable; worth keeping
 * where it is used often, since it knows its bytes.
 */
public final class TopicName {

    private final String value;
    private final byte[] utf8;

    /** @throws IllegalArgumentException when {@code value} is no topic name */
    public TopicName(String value) {
        this.utf8 = MqttString.utf8("topic name", value);
        this.value = value;
        if (value.indexOf('#') >= 0 || value.indexOf('+') >= 0) {
            throw new IllegalArgumentException("topic name must not contain wildcards, got: " + value);
        }
    }

    /** The topic as it stands on the wire. */
    public String value() {
        return value;
    }

    /** The bytes on the wire; not to be changed. */
    byte[] utf8() {
        return utf8;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof TopicName topic && value.equals(topic.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
