package dev.mooring.mqtt;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * A message to publish.
 *
 * @param topic   where to
 * @param payload what; not copied, must not change afterwards
 * @param qos     how surely
 * @param retain  whether the broker keeps it for later subscribers; an empty payload clears what it kept
 */
public record OutboundMessage(TopicName topic, Buffer payload, QoS qos, boolean retain) {

    /** Size of the PUBLISH packet in bytes, without its fixed header (MQTT 5.0, section 3.3). */
    long size() {
        return 4L + topic.value().getBytes(StandardCharsets.UTF_8).length + payload.length();
    }
}
