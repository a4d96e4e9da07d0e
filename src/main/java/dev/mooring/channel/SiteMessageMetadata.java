package dev.mooring.channel;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.QoS;

/**
 * Where a message of an incoming channel came from. A handler takes it as a second parameter, or from the message.
 *
 * @param site       the name of the site
 * @param topic      the topic as it was on the wire, the site's prefix included
 * @param qos        the quality of service it was delivered with
 * @param retained   whether the broker had kept it, so that it is not news (MQTT 5.0, section 3.3.1.3)
 * @param duplicate  whether the broker says that it may have sent it before (MQTT 5.0, section 3.3.1.1)
 * @param properties what MQTT 5 adds (section 3.3.2.3): expiry, content type, response topic and correlation data, user
 *     properties; {@link MessageProperties#NONE} on 3.1.1
 */
public record SiteMessageMetadata(
        String site, String topic, QoS qos, boolean retained, boolean duplicate, MessageProperties properties) {

    /** Of a message without properties. */
    public SiteMessageMetadata(String site, String topic, QoS qos, boolean retained, boolean duplicate) {
        this(site, topic, qos, retained, duplicate, MessageProperties.NONE);
    }

    static SiteMessageMetadata of(String site, InboundMessage message) {
        return new SiteMessageMetadata(
                site,
                message.topic().value(),
                message.qos(),
                message.retained(),
                message.duplicate(),
                message.properties());
    }
}
