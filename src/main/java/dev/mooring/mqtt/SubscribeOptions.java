package dev.mooring.mqtt;

/**
 * What MQTT 5 lets a subscriber ask for (MQTT 5.0, section 3.8.3.1); version 3.1.1 leaves it out.
 *
 * @param noLocal           without what this very client publishes
 * @param retainAsPublished with the retain flag as the publisher had set it
 * @param apart             subscribed by itself even where another filter covers it, which may deliver twice
 */
public record SubscribeOptions(boolean noLocal, boolean retainAsPublished, boolean apart) {

    /** Everything that matches, once. */
    public static final SubscribeOptions NONE = new SubscribeOptions(false, false, false);

    /** Without what this very client publishes. */
    public static final SubscribeOptions NO_LOCAL = new SubscribeOptions(true, false, false);

    /** By itself, whatever other filters are subscribed. */
    public static final SubscribeOptions APART = new SubscribeOptions(false, false, true);
}
