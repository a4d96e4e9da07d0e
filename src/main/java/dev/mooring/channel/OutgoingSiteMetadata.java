package dev.mooring.channel;

import dev.mooring.mqtt.QoS;
import org.jspecify.annotations.Nullable;

/**
 * Where a message of an outgoing channel goes to; what is null, the channel's configuration decides. Immutable.
 *
 * @param site   the name of the site, or null
 * @param topic  the topic, below the site's prefix unless the channel has {@code absolute-topic}; or null
 * @param qos    how surely, or null
 * @param retain whether the broker keeps it, or null
 */
public record OutgoingSiteMetadata(
        @Nullable String site,
        @Nullable String topic,
        @Nullable QoS qos,
        @Nullable Boolean retain) {

    private static final OutgoingSiteMetadata EMPTY = new OutgoingSiteMetadata(null, null, null, null);

    /** For a message to that site, on the channel's topic. */
    public static OutgoingSiteMetadata to(String site) {
        return EMPTY.withSite(site);
    }

    /** For a message on that topic, to the sites of the channel. */
    public static OutgoingSiteMetadata on(String topic) {
        return EMPTY.withTopic(topic);
    }

    /** The same to that site. */
    public OutgoingSiteMetadata withSite(String newSite) {
        return new OutgoingSiteMetadata(newSite, topic, qos, retain);
    }

    /** The same on that topic. */
    public OutgoingSiteMetadata withTopic(String newTopic) {
        return new OutgoingSiteMetadata(site, newTopic, qos, retain);
    }

    /** The same with that quality of service. */
    public OutgoingSiteMetadata withQos(QoS newQos) {
        return new OutgoingSiteMetadata(site, topic, newQos, retain);
    }

    /** The same, kept by the broker or not. */
    public OutgoingSiteMetadata withRetain(boolean newRetain) {
        return new OutgoingSiteMetadata(site, topic, qos, newRetain);
    }
}
