package dev.mooring.delivery;

import java.util.Arrays;
import java.util.Locale;

/** What can be done to messages on their way, on purpose. */
public enum Fault {
    /** The consumer's process ends as with {@code kill -9}, and another begins. */
    KILL_CONSUMER,
    /** All connections end without a word. */
    KILL_CONNECTION,
    /** For a while, nothing comes through, either way, and no connection ends. */
    PARTITION,
    /** For a while, the consumer takes 20 ms for each message. */
    SLOW_HANDLER,
    /** For a while, the consumer acknowledges nothing, until the broker may send no more. */
    FULL_WINDOW,
    /** Another client appears under the consumer's client id, takes what it gets, acknowledges nothing and leaves. */
    TAKEOVER,
    /** For a while, the broker's process is stopped. */
    FREEZE_BROKER,
    /** The broker's process ends when it was asked to, and begins again. */
    RESTART_BROKER;

    /** As it is written on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException when there is no such fault; the message lists those that are
     */
    public static Fault parse(String text) {
        return Arrays.stream(values())
                .filter(each -> each.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such fault; there are: "
                        + String.join(
                                ", ", Arrays.stream(values()).map(Fault::text).toList())));
    }

    /** Whether only a broker that was started here can be treated so. */
    public boolean needsOwnBroker() {
        return this == FREEZE_BROKER || this == RESTART_BROKER;
    }

    /** Whether the consumer has to take part in it. */
    public boolean needsOwnConsumer() {
        return this == SLOW_HANDLER || this == FULL_WINDOW;
    }
}
