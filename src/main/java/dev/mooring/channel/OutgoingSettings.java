package dev.mooring.channel;

import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import org.eclipse.microprofile.config.Config;

/**
 * An outgoing channel as it is configured, every default filled in and every value checked.
 *
 * @param channel       its name
 * @param topic         where to, below the prefix of each site unless {@code absoluteTopic}
 * @param absoluteTopic whether topics are taken as they are
 * @param sites         where a message goes to whose metadata names no site
 * @param qos           how surely
 * @param retain        whether the broker keeps messages
 * @param maxInflight   how many messages may wait for their acknowledgement before upstream has to
 * @param health        where it appears
 */
record OutgoingSettings(
        String channel,
        TopicName topic,
        boolean absoluteTopic,
        SiteSelection sites,
        QoS qos,
        boolean retain,
        int maxInflight,
        ChannelHealth health) {

    /** @throws io.quarkus.runtime.configuration.ConfigurationException when a value is wrong */
    static OutgoingSettings read(Config config) {
        Attributes attributes = new Attributes(config, "outgoing");
        return new OutgoingSettings(
                attributes.channel(),
                attributes.read("topic", attributes.channel(), TopicName::new),
                attributes.flag("absolute-topic", false),
                attributes.read("sites", "*", SiteSelection::parse),
                attributes.qos(),
                attributes.flag("retain", false),
                attributes.number("max-inflight-messages", 1000, 1, Integer.MAX_VALUE),
                ChannelHealth.read(attributes));
    }
}
