package dev.mooring.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.event.IncomingEvent;
import dev.mooring.event.UndecodableException;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.QoS;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A message that was published; most are events. Immutable. */
public final class RecordedEvent {

    private final InboundMessage message;
    private final Optional<IncomingEvent> event;

    private RecordedEvent(InboundMessage message, Optional<IncomingEvent> event) {
        this.message = message;
        this.event = event;
    }

    static RecordedEvent of(InboundMessage message, ObjectMapper mapper) {
        Optional<IncomingEvent> event;
        try {
            event = Optional.of(IncomingEvent.of(message, mapper));
        } catch (UndecodableException e) {
            event = Optional.empty(); // a heartbeat, a dead letter, or anything else that others say
        }
        return new RecordedEvent(message, event);
    }

    /** Where to. */
    public String topic() {
        return message.topic().value();
    }

    /** What happened, for example {@code stt.final}; empty when it is no event. */
    public String type() {
        return event.map(IncomingEvent::type).orElse("");
    }

    /** Whether it is an event: an envelope or a CloudEvent. Heartbeats and dead letters are none. */
    public boolean isEvent() {
        return event.isPresent();
    }

    /**
     * The event.
     *
     * @throws IllegalStateException when it is none
     */
    public IncomingEvent event() {
        return event.orElseThrow(() -> new IllegalStateException("what was published to " + topic() + " is no event"));
    }

    /** The event's id, which is the correlation id where there is one. */
    public String id() {
        return event().id();
    }

    /** Who says so. */
    public String source() {
        return event().source();
    }

    /** The event's data. */
    public ObjectNode data() {
        return event().data();
    }

    /** The event's data as a record or bean. */
    public <T> T data(Class<T> as) {
        return event().data(as);
    }

    /** The payload as text, whatever it is. */
    public String text() {
        return new String(message.payloadBytes(), StandardCharsets.UTF_8);
    }

    /** The quality of service it was published with. */
    public QoS qos() {
        return message.qos();
    }

    /**
     * Whether it was published to be kept. With {@link Broker#EMBEDDED} always false, because that broker does not say so: a
     * client that subscribes afterwards sees what was kept.
     */
    public boolean retained() {
        return message.retained();
    }

    /** What MQTT 5 adds. */
    public MessageProperties properties() {
        return message.properties();
    }

    /** Topic, quality of service and payload, for the message of a test that fails. */
    @Override
    public String toString() {
        return topic() + " (" + qos() + (retained() ? ", retained): " : "): ") + text();
    }
}
