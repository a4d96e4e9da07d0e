package dev.mooring.mqtt.codec;

import org.jspecify.annotations.Nullable;

/**
 * CONNECT (section 3.1). The arrays are neither copied nor changed. Not to be compared: equality is that of the arrays'
 * identity.
 *
 * @param clientId         the client identifier; may be empty where the broker assigns one
 * @param cleanStart       whether the server is to forget the session; "clean session" on 3.1.1
 * @param keepAliveSeconds 0 to 65,535; 0 switches keep-alive off
 * @param username         for the server's authentication
 * @param password         for the server's authentication; on 3.1.1 only together with a name (3.1.1, section 3.1.2.9)
 * @param will             what the server publishes when the connection is lost
 * @param properties       MQTT 5 only, not written on 3.1.1
 */
@SuppressWarnings("ArrayRecordComponent") // a value on its way to the wire, read once
public record Connect(
        String clientId,
        boolean cleanStart,
        int keepAliveSeconds,
        @Nullable String username,
        byte @Nullable [] password,
        @Nullable Will will,
        PropertyBlock properties) {

    /** Checks the range of the keep-alive. Not compact: javac would lose what is nullable. */
    public Connect(
            String clientId,
            boolean cleanStart,
            int keepAliveSeconds,
            @Nullable String username,
            byte @Nullable [] password,
            @Nullable Will will,
            PropertyBlock properties) {
        if (keepAliveSeconds < 0 || keepAliveSeconds > 0xFFFF) {
            throw new IllegalArgumentException("Keep-alive must be 0 to 65535 seconds, got: " + keepAliveSeconds);
        }
        this.clientId = clientId;
        this.cleanStart = cleanStart;
        this.keepAliveSeconds = keepAliveSeconds;
        this.username = username;
        this.password = password;
        this.will = will;
        this.properties = properties;
    }

    /**
     * The will (section 3.1.3.2).
     *
     * @param topic      where it is published
     * @param payload    at most 65,535 bytes, see section 3.1.3.4
     * @param qos        0, 1 or 2
     * @param retain     whether the server keeps it
     * @param properties MQTT 5 only, not written on 3.1.1
     */
    @SuppressWarnings("ArrayRecordComponent") // see Connect
    public record Will(String topic, byte[] payload, int qos, boolean retain, PropertyBlock properties) {

        /** Checks the range of the QoS. */
        public Will {
            if (qos < 0 || qos > 2) {
                throw new IllegalArgumentException("QoS of a will must be 0, 1 or 2, got: " + qos);
            }
        }

        @Override
        public String toString() {
            return "Will[topic=" + topic + ", qos=" + qos + ", retain=" + retain + "]";
        }
    }

    /** Without the password and the user name. */
    @Override
    public String toString() {
        return "Connect[clientId=" + clientId + ", cleanStart=" + cleanStart + ", keepAliveSeconds=" + keepAliveSeconds
                + ", will=" + will + "]";
    }
}
