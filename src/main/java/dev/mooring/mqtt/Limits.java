package dev.mooring.mqtt;

/**
 * How much of a session may be under way at once.
 *
 * @param receiveMaximum how many QoS 1 and 2 messages the broker may send ahead of our acknowledgements, 1 to 65,535
 * @param maxInflight    how many QoS 1 and 2 messages we send ahead of the broker's, 1 to 65,535
 * @param maxPacketSize  largest packet in bytes, either way
 * @param topicAliases   how many topics the broker may say by a number after the first time, 0 to 65,535; only on MQTT 5
 */
public record Limits(int receiveMaximum, int maxInflight, int maxPacketSize, int topicAliases) {

    /** 1,000 messages either way, packets of up to 1 MiB, no topic aliases. */
    public static final Limits DEFAULT = new Limits(1000, 1000, 1 << 20);

    private static final int MAX_IDS = 65_535;
    private static final int MAX_REMAINING_LENGTH = 268_435_455;

    /** @throws IllegalArgumentException when a value is out of range; the message names it */
    public Limits {
        checked("receive-maximum", receiveMaximum, 1, MAX_IDS);
        checked("max-inflight", maxInflight, 1, MAX_IDS);
        checked("max-packet-size", maxPacketSize, 1, MAX_REMAINING_LENGTH);
        checked("topic-aliases", topicAliases, 0, MAX_IDS);
    }

    /**
     * Without topic aliases. They save some bytes a message, and who trusts them trusts the broker to count: Artemis (2.55)
     * now and then gives two topics the same when it has messages for both at once, and then messages come under the wrong
     * topic, which nobody can see here.
     */
    public Limits(int receiveMaximum, int maxInflight, int maxPacketSize) {
        this(receiveMaximum, maxInflight, maxPacketSize, 0);
    }

    private static void checked(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", got: " + value);
        }
    }
}
