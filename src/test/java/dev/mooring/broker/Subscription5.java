package dev.mooring.broker;

import java.util.OptionalInt;

/**
 * A subscription of MQTT 5 as {@link Peer5} makes it (MQTT 5.0, section 3.8.3.1).
 *
 * @param noLocal whether the subscriber's own messages stay away
 * @param retainAsPublished whether the RETAIN flag arrives as it was sent
 * @param retainHandling 0: retained messages at each SUBSCRIBE, 1: for a new subscription only, 2: never
 * @param id the subscription identifier
 */
public record Subscription5(
        String filter, int qos, boolean noLocal, boolean retainAsPublished, int retainHandling, OptionalInt id) {

    /** With all options as in MQTT 3.1.1. */
    public static Subscription5 to(String filter, int qos) {
        return new Subscription5(filter, qos, false, false, 0, OptionalInt.empty());
    }

    /** The subscriber's own messages stay away. */
    public Subscription5 withoutOwn() {
        return new Subscription5(filter, qos, true, retainAsPublished, retainHandling, id);
    }

    /** The RETAIN flag arrives as it was sent. */
    public Subscription5 keepingRetain() {
        return new Subscription5(filter, qos, noLocal, true, retainHandling, id);
    }

    /** Retained messages arrive 0: at each SUBSCRIBE, 1: for a new subscription only, 2: never. */
    public Subscription5 retainHandling(int handling) {
        return new Subscription5(filter, qos, noLocal, retainAsPublished, handling, id);
    }

    /** With this subscription identifier, from 1. */
    public Subscription5 id(int identifier) {
        return new Subscription5(filter, qos, noLocal, retainAsPublished, retainHandling, OptionalInt.of(identifier));
    }
}
