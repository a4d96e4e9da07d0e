package dev.mooring.channel;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.site.Site;

/**
 * A message on its way to a handler.
 *
 * @param site     where it came from
 * @param message  what came
 * @param done     acknowledges it to the broker
 * @param attempts how often it was handed to the handler before
 * @param since    when it arrived, in nanoseconds of {@link System#nanoTime}
 */
record Arrival(Site site, InboundMessage message, Runnable done, int attempts, long since) {

    Arrival oneMoreAttempt() {
        return new Arrival(site, message, done, attempts + 1, since);
    }

    /** The same, acknowledged in another way. */
    Arrival withDone(Runnable other) {
        return new Arrival(site, message, other, attempts, since);
    }

    String topic() {
        return message.topic().value();
    }

    /** Whether the broker keeps no copy, so that it may be dropped. */
    boolean atMostOnce() {
        return message.qos() == QoS.AT_MOST_ONCE;
    }

    SiteMessageMetadata metadata() {
        return SiteMessageMetadata.of(site.name(), message);
    }
}
