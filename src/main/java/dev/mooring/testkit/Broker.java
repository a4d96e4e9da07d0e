package dev.mooring.testkit;

/** What the clients of a test are connected by. */
public enum Broker {
    /**
     * None: what is published is handed over inside the process, by the rules of MQTT for wildcards, shared subscriptions,
     * retained messages and quality of service. A client is connected as soon as it wants to be, so also its very first event
     * may be of QoS 0. There are no broken connections, no sessions that outlive them, no
     * redelivery, no expiry, and no limits.
     */
    IN_MEMORY,
    /**
     * A real one inside the process, a new one for each test. It needs {@code org.apache.artemis:artemis-server} and
     * {@code org.apache.artemis:artemis-mqtt-protocol} on the class path of the tests.
     */
    EMBEDDED
}
