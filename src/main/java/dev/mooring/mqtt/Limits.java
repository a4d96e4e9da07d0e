package dev.mooring.mqtt;

/**
 * How much of a session may be under way at once.
 *
 * @param receiveMaximum how many QoS 1 and 2 messages the broker may send ahead of our acknowledgements, 1 to 65,535
 * @param maxInflight    how many QoS 1 and 2 messages we send ahead of the broker's, 1 to 65,535
 * @param maxPacketSize  largest packet in bytes, either way
 */
public record Limits(int receiveMaximum, int maxInflight, int maxPacketSize) {

    /** 1,000 messages either way, packets of up to 1 MiB. */
    public static final Limits DEFAULT = new Limits(1000, 1000, 1 << 20);

    private static final int MAX_IDS = 65_535;
    private static final int MAX_REMAINING_LENGTH = 268_435_455;

    /** @throws IllegalArgumentException when a value is out of range; the message names it */
    public Limits {
        checked("receive-maximum", receiveMaximum, MAX_IDS);
        checked("max-inflight", maxInflight, MAX_IDS);
        checked("max-packet-size", maxPacketSize, MAX_REMAINING_LENGTH);
    }

    private static void checked(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(name + " must be 1 to " + max + ", got: " + value);
        }
    }
}
