package dev.mooring.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.QoS;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event that arrived. Its data is read when somebody first asks for it. Safe on any thread; several handlers may hold
 * the same one.
 */
public final class IncomingEvent {

    private final InboundMessage message;
    private final EventHead head;
    private final ObjectMapper mapper;
    private volatile @Nullable ObjectNode data;

    IncomingEvent(InboundMessage message, EventHead head, ObjectMapper mapper) {
        this.message = message;
        this.head = head;
        this.mapper = mapper;
    }

    /**
     * The event in a message: an envelope, or a CloudEvent.
     *
     * @throws UndecodableException when the message is none
     */
    public static IncomingEvent of(InboundMessage message, ObjectMapper mapper) {
        return new IncomingEvent(message, EventDecoder.head(message), mapper);
    }

    /** The topic it was published to, as it stands on the wire. */
    public String topic() {
        return message.topic().value();
    }

    /** Its id. */
    public String id() {
        return head.id();
    }

    /** What happened, for example {@code stt.final}. */
    public String type() {
        return head.type();
    }

    /** When, in seconds since the epoch. */
    public BigDecimal ts() {
        return head.time();
    }

    /** When. */
    public Instant time() {
        return CloudEventTime.instant(head.time());
    }

    /** Who says so. */
    public String source() {
        return head.source();
    }

    /** The id of the event that this one belongs to, or its own: see {@link ReceivedEnvelope#correlationId}. */
    public String correlationId() {
        return head.correlationId();
    }

    /**
     * The content.
     *
     * @return a copy that belongs to the caller
     * @throws UndecodableException when the data has a key twice; a handler lets that pass, and the event is dead-lettered
     */
    public ObjectNode data() {
        return tree().deepCopy();
    }

    /**
     * The content as a record or bean.
     *
     * @throws UndecodableException when it is none; a handler lets that pass, and the event is dead-lettered
     */
    public <T> T data(Class<T> as) {
        try {
            return mapper.treeToValue(tree(), as);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            // Their messages quote the payload.
            throw new UndecodableException("data of the event is no " + as.getSimpleName());
        }
    }

    private ObjectNode tree() {
        ObjectNode known = data;
        if (known == null) {
            known = EnvelopeCodec.data(payload(), head.dataStart(), head.dataEnd());
            data = known;
        }
        return known;
    }

    /** The event as the backend services exchange it. */
    public Envelope envelope() {
        return new Envelope(id(), type(), ts(), source(), tree());
    }

    /** The payload as it came; not to be changed. */
    public byte[] payload() {
        return message.payloadBytes();
    }

    /** The quality of service it was delivered with. */
    public QoS qos() {
        return message.qos();
    }

    /** Whether the broker had kept it, so that it may be old. */
    public boolean retained() {
        return message.retained();
    }

    /** Whether the broker says that it may have sent it before. */
    public boolean duplicate() {
        return message.duplicate();
    }

    /** What MQTT 5 adds; nothing on 3.1.1. */
    public MessageProperties properties() {
        return message.properties();
    }

    /** Where it stands in a distributed trace. */
    public Optional<TraceContext> trace() {
        TraceContext own = TraceContext.of(head.traceParent(), head.traceState());
        return Optional.ofNullable(own != null ? own : TraceContext.of(properties()));
    }

    InboundMessage message() {
        return message;
    }

    EventHead head() {
        return head;
    }

    /** Without the data, which may be anybody's secret. */
    @Override
    public String toString() {
        return "IncomingEvent[" + topic() + ", id=" + id() + ", type=" + type() + "]";
    }
}
