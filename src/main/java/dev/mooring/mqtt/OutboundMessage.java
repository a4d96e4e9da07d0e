package dev.mooring.mqtt;

import io.vertx.core.buffer.Buffer;

/**
 * A message to publish.
 *
 * @param topic      where to
 * @param payload    what; not copied, must not change afterwards
 * @param qos        how surely
 * @param retain     whether the broker keeps it for later subscribers; an empty payload clears what it kept
 * @param properties what MQTT 5 adds; left out on 3.1.1
 */
public record OutboundMessage(TopicName topic, Buffer payload, QoS qos, boolean retain, MessageProperties properties) {

    /** A message without properties. */
    public OutboundMessage(TopicName topic, Buffer payload, QoS qos, boolean retain) {
        this(topic, payload, qos, retain, MessageProperties.NONE);
    }

    /** Size of the PUBLISH packet in bytes, without fixed header and properties (MQTT 5.0, section 3.3). */
    long size() {
        return 4L + topic.utf8().length + payload.length();
    }
}
