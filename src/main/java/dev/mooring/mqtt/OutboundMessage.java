package dev.mooring.mqtt;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import java.util.Arrays;

/** A message to publish. Immutable, and may be published more than once. */
public final class OutboundMessage {

    private final TopicName topic;
    private final byte[] payload;
    private final QoS qos;
    private final boolean retain;
    private final MessageProperties properties;

    /**
     * A message with what MQTT 5 adds.
     *
     * @param topic      where to
     * @param payload    what; not copied, must not change afterwards
     * @param qos        how surely
     * @param retain     whether the broker keeps it for later subscribers; an empty payload clears what it kept
     * @param properties what MQTT 5 adds; left out on 3.1.1
     */
    public OutboundMessage(TopicName topic, byte[] payload, QoS qos, boolean retain, MessageProperties properties) {
        this.topic = topic;
        this.payload = payload;
        this.qos = qos;
        this.retain = retain;
        this.properties = properties;
    }

    /** A message without properties; the payload is not copied, and must not change afterwards. */
    public OutboundMessage(TopicName topic, byte[] payload, QoS qos, boolean retain) {
        this(topic, payload, qos, retain, MessageProperties.NONE);
    }

    /** A message with what MQTT 5 adds, and with a copy of the payload. */
    public OutboundMessage(TopicName topic, Buffer payload, QoS qos, boolean retain, MessageProperties properties) {
        this(topic, payload.getBytes(), qos, retain, properties);
    }

    /** A message without properties, with a copy of the payload. */
    public OutboundMessage(TopicName topic, Buffer payload, QoS qos, boolean retain) {
        this(topic, payload.getBytes(), qos, retain, MessageProperties.NONE);
    }

    /** Where to. */
    public TopicName topic() {
        return topic;
    }

    /** What; not to be changed. */
    public Buffer payload() {
        return BufferImpl.buffer(Unpooled.wrappedBuffer(payload));
    }

    /** What, as it is; not to be changed. */
    byte[] bytes() {
        return payload;
    }

    /** How surely. */
    public QoS qos() {
        return qos;
    }

    /** Whether the broker keeps it for later subscribers. */
    public boolean retain() {
        return retain;
    }

    /** What MQTT 5 adds. */
    public MessageProperties properties() {
        return properties;
    }

    /** The same message with other properties. */
    public OutboundMessage with(MessageProperties others) {
        return new OutboundMessage(topic, payload, qos, retain, others);
    }

    /** Size of the PUBLISH packet in bytes, without fixed header and properties (MQTT 5.0, section 3.3). */
    long size() {
        return 4L + topic.utf8().length + payload.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutboundMessage message
                && topic.equals(message.topic)
                && Arrays.equals(payload, message.payload)
                && qos == message.qos
                && retain == message.retain
                && properties.equals(message.properties);
    }

    @Override
    public int hashCode() {
        return 31 * topic.hashCode() + Arrays.hashCode(payload);
    }

    /** Without the payload, which may be anybody's secret. */
    @Override
    public String toString() {
        return "OutboundMessage[" + topic + ", " + qos + (retain ? ", retained, " : ", ") + payload.length + " bytes]";
    }
}
