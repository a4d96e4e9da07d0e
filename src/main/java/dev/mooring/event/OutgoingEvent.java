package dev.mooring.event;

import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.QoS;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An event to publish. Immutable, as far as its data is.
 *
 * @param topic         where to, below the prefix of the client's site unless {@code absolute}
 * @param absolute      whether the topic is taken as it is
 * @param type          what happens, for example {@code stt.final}
 * @param data          a {@code Map}, a record, a bean or a Jackson or Vert.x JSON object; becomes a JSON object
 * @param correlationId the id of the event that this one belongs to, which becomes its own; null for a new id
 * @param qos           how surely
 * @param retain        whether the broker keeps it for later subscribers
 * @param properties    what MQTT 5 adds; left out on 3.1.1
 */
public record OutgoingEvent(
        String topic,
        boolean absolute,
        String type,
        Object data,
        @Nullable String correlationId,
        QoS qos,
        boolean retain,
        MessageProperties properties) {

    /** @throws IllegalArgumentException when type or correlation id are empty */
    public OutgoingEvent {
        if (type.isEmpty()) {
            throw new IllegalArgumentException("type of an event must not be empty");
        }
        if (correlationId != null && correlationId.isEmpty()) {
            throw new IllegalArgumentException("correlation id of an event must not be empty");
        }
    }

    /** A new event, at least once, not retained. */
    public static OutgoingEvent of(String topic, String type, Object data) {
        return new OutgoingEvent(topic, false, type, data, null, QoS.AT_LEAST_ONCE, false, MessageProperties.NONE);
    }

    /** To a topic as it is, without the prefix of the client's site. */
    public OutgoingEvent absolutely() {
        return new OutgoingEvent(topic, true, type, data, correlationId, qos, retain, properties);
    }

    /** Belonging to another event. */
    public OutgoingEvent withCorrelationId(String newCorrelationId) {
        return new OutgoingEvent(topic, absolute, type, data, newCorrelationId, qos, retain, properties);
    }

    /** With that quality of service. */
    public OutgoingEvent withQos(QoS newQos) {
        return new OutgoingEvent(topic, absolute, type, data, correlationId, newQos, retain, properties);
    }

    /** Kept by the broker for later subscribers. */
    public OutgoingEvent retained() {
        return new OutgoingEvent(topic, absolute, type, data, correlationId, qos, true, properties);
    }

    /** Of no use after that time, in whole seconds; MQTT 5 brokers drop it then. */
    public OutgoingEvent withExpiry(Duration expiry) {
        return with(properties.withExpiry(expiry));
    }

    /** In the trace of another event, if that one is in any. */
    public OutgoingEvent inTraceOf(IncomingEvent cause) {
        return cause.trace().map(this::inTrace).orElse(this);
    }

    /** In that trace. */
    public OutgoingEvent inTrace(TraceContext trace) {
        return with(trace.addedTo(properties));
    }

    /** With those properties in place of what it has. */
    public OutgoingEvent with(MessageProperties newProperties) {
        return new OutgoingEvent(topic, absolute, type, data, correlationId, qos, retain, newProperties);
    }

    /** Without the data, which may be anybody's secret. */
    @Override
    public String toString() {
        return "OutgoingEvent[" + topic + ", type=" + type + ", " + qos + (retain ? ", retained]" : "]");
    }
}
