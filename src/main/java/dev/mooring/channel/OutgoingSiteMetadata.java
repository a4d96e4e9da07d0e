package dev.mooring.channel;

import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a message of an outgoing channel goes to, and what MQTT 5 adds to it; what is null, the channel's configuration
 * decides. Immutable.
 *
 * @param site       the name of the site, or null
 * @param topic      the topic, below the site's prefix unless the channel has {@code absolute-topic}; or null
 * @param qos        how surely, or null
 * @param retain     whether the broker keeps it, or null
 * @param properties what MQTT 5 adds (MQTT 5.0, section 3.3.2.3); left out where the site's connection speaks 3.1.1
 */
public record OutgoingSiteMetadata(
        @Nullable String site,
        @Nullable String topic,
        @Nullable QoS qos,
        @Nullable Boolean retain,
        MessageProperties properties) {

    /** Nothing said: the channel decides everything. */
    static final OutgoingSiteMetadata EMPTY = new OutgoingSiteMetadata(null, null, null, null, MessageProperties.NONE);

    /** Without properties. */
    public OutgoingSiteMetadata(
            @Nullable String site, @Nullable String topic, @Nullable QoS qos, @Nullable Boolean retain) {
        this(site, topic, qos, retain, MessageProperties.NONE);
    }

    /** For a message to that site, on the channel's topic. */
    public static OutgoingSiteMetadata to(String site) {
        return EMPTY.withSite(site);
    }

    /** For a message on that topic, to the sites of the channel. */
    public static OutgoingSiteMetadata on(String topic) {
        return EMPTY.withTopic(topic);
    }

    /** For a message with those properties, on the channel's topic, to the sites of the channel. */
    public static OutgoingSiteMetadata with(MessageProperties properties) {
        return EMPTY.withProperties(properties);
    }

    /** The same to that site. */
    public OutgoingSiteMetadata withSite(String newSite) {
        return new OutgoingSiteMetadata(newSite, topic, qos, retain, properties);
    }

    /** The same on that topic. */
    public OutgoingSiteMetadata withTopic(String newTopic) {
        return new OutgoingSiteMetadata(site, newTopic, qos, retain, properties);
    }

    /** The same with that quality of service. */
    public OutgoingSiteMetadata withQos(QoS newQos) {
        return new OutgoingSiteMetadata(site, topic, newQos, retain, properties);
    }

    /** The same, kept by the broker or not. */
    public OutgoingSiteMetadata withRetain(boolean newRetain) {
        return new OutgoingSiteMetadata(site, topic, qos, newRetain, properties);
    }

    /** The same with those properties, in place of all it has. */
    public OutgoingSiteMetadata withProperties(MessageProperties newProperties) {
        return new OutgoingSiteMetadata(site, topic, qos, retain, newProperties);
    }

    /** The same, meaningless after that time, in whole seconds (MQTT 5.0, section 3.3.2.3.3). */
    public OutgoingSiteMetadata withExpiry(Duration expiry) {
        return withProperties(properties.withExpiry(expiry));
    }

    /** The same with a content type, such as {@code application/json} (MQTT 5.0, section 3.3.2.3.9). */
    public OutgoingSiteMetadata withContentType(String contentType) {
        return withProperties(properties.withContentType(contentType));
    }

    /**
     * The same as a request (MQTT 5.0, section 4.10).
     *
     * @param responseTopic   where an answer is expected, as it is on the wire: no prefix is put before it
     * @param correlationData what the answer is matched by
     */
    public OutgoingSiteMetadata withResponseTo(String responseTopic, Buffer correlationData) {
        return withProperties(properties.withResponseTo(new TopicName(responseTopic), correlationData));
    }

    /** The same with one more user property (MQTT 5.0, section 3.3.2.3.7). */
    public OutgoingSiteMetadata withUserProperty(String name, String value) {
        return withProperties(properties.with(name, value));
    }
}
