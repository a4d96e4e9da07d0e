package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.MalformedPacketException;
import dev.mooring.mqtt.codec.PublishFrame;
import dev.mooring.mqtt.codec.ReasonCode;
import org.jspecify.annotations.Nullable;

/** The topic aliases that the broker has set on this connection (MQTT 5.0, section 3.3.2.3.4). */
final class InboundAliases {

    private final TopicNames names;
    private final int maximum;
    private @Nullable TopicName @Nullable [] topics;

    /** @param maximum how many we have offered to remember */
    InboundAliases(TopicNames names, int maximum) {
        this.names = names;
        this.maximum = maximum;
    }

    /** The topic of a message, by its name, by its alias, or by both, which sets the alias. */
    TopicName topic(PublishFrame frame) throws MalformedPacketException {
        int alias = frame.topicAlias();
        if (alias == 0) {
            return names.at(frame.buffer(), frame.topicStart(), frame.topicLength());
        }
        if (alias > maximum) {
            throw invalid();
        }
        @Nullable TopicName[] known = topics;
        if (known == null) {
            known = new TopicName[maximum + 1];
            topics = known;
        }
        if (frame.topicLength() > 0) {
            TopicName topic = names.at(frame.buffer(), frame.topicStart(), frame.topicLength());
            known[alias] = topic;
            return topic;
        }
        TopicName topic = known[alias];
        if (topic == null) {
            throw invalid();
        }
        return topic;
    }

    private static MalformedPacketException invalid() {
        return new MalformedPacketException(ReasonCode.TOPIC_ALIAS_INVALID, "PUBLISH with an unknown topic alias");
    }
}
