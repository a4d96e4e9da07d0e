package dev.mooring.mqtt;

import io.vertx.core.buffer.Buffer;

/**
 * A message that arrived.
 *
 * @param topic     where it was published
 * @param payload   what; not to be changed, several handlers may look at it
 * @param qos       the quality of service it was delivered with
 * @param retained  whether the broker sent it because it had kept it, not because it was published just now
 * @param duplicate whether the broker says that it may have sent it before
 */
public record InboundMessage(TopicName topic, Buffer payload, QoS qos, boolean retained, boolean duplicate) {}
