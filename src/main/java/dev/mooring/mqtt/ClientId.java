package dev.mooring.mqtt;

/**
 * The name of a session at its broker: 1 to 65,535 bytes of UTF-8 (MQTT 5.0, section 3.1.3.1). The same after every
 * restart, or the broker keeps the old session's queue for nobody.
 *
 * @param value the client identifier as it stands on the wire
 */
public record ClientId(String value) {

    /** @throws IllegalArgumentException when {@code value} is no client id */
    public ClientId {
        MqttString.checked("client id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
