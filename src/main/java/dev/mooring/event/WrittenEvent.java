package dev.mooring.event;

import dev.mooring.mqtt.MessageProperties;

/** An event as it is published. Immutable. */
final class WrittenEvent {

    private final String id;
    private final byte[] payload;
    private final MessageProperties properties;

    WrittenEvent(String id, byte[] payload, MessageProperties properties) {
        this.id = id;
        this.payload = payload;
        this.properties = properties;
    }

    /** Its id. */
    String id() {
        return id;
    }

    /** Its bytes; not to be changed. */
    byte[] payload() {
        return payload;
    }

    /** What MQTT 5 adds. */
    MessageProperties properties() {
        return properties;
    }
}
