package dev.mooring.channel;

import dev.mooring.event.EventKey;
import dev.mooring.mqtt.Acknowledgement;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.site.Site;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to a handler.
 *
 * @param site     where it came from
 * @param message  what came
 * @param done     acknowledges it to the broker
 * @param key      what it is deduplicated by; null where nobody asks
 * @param attempts how often it was handed to the handler before
 * @param since    when it arrived, in nanoseconds of {@link System#nanoTime}
 */
record Arrival(
        Site site,
        InboundMessage message,
        Acknowledgement done,
        @Nullable EventKey key,
        int attempts,
        long since) {

    /** One that was not with the handler yet. */
    static Arrival now(Site site, InboundMessage message, Acknowledgement done) {
        return new Arrival(site, message, done, null, 0, System.nanoTime());
    }

    Arrival oneMoreAttempt() {
        return new Arrival(site, message, done, key, attempts + 1, since);
    }

    /** The same, deduplicated by a key and acknowledged in another way. */
    Arrival knownBy(EventKey newKey, Acknowledgement other) {
        return new Arrival(site, message, other, newKey, attempts, since);
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
