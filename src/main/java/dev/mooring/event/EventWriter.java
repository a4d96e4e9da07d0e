package dev.mooring.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.mqtt.MessageProperties;
import java.time.Clock;

/** Makes payloads of events. Safe on any thread. */
final class EventWriter {

    private static final String JSON = "application/json";

    private final EventData data;
    private final String source;
    private final EventFormat format;
    private final Clock clock;

    EventWriter(ObjectMapper mapper, String source, EventFormat format, Clock clock) {
        this.data = new EventData(mapper);
        this.source = source;
        this.format = format;
        this.clock = clock;
    }

    /**
     * An event as bytes.
     *
     * @param version5 whether properties are sure to arrive; without them a binary CloudEvent would lose its head
     * @throws IllegalArgumentException when JSON cannot carry it; the message quotes nothing of the data
     */
    WrittenEvent write(OutgoingEvent event, boolean version5) {
        byte[] json = data.json(event.type(), event.data());
        return switch (format) {
            case ENVELOPE -> envelope(event, json);
            case CLOUDEVENTS -> structured(event, json);
            case CLOUDEVENTS_BINARY -> version5 ? binary(event, json) : structured(event, json);
        };
    }

    /** The five keys and nothing else, in the order of {@link EnvelopeCodec#encode}. */
    private WrittenEvent envelope(OutgoingEvent event, byte[] json) {
        String correlation = event.correlationId();
        String id = correlation == null ? EventIds.next() : correlation;
        byte[] payload = new JsonPieces(json.length)
                .text("id", id)
                .text("type", event.type())
                .raw("ts", Envelope.plain(Envelope.seconds(clock.instant())).toPlainString())
                .text("source", source)
                .raw("data", json)
                .end();
        return new WrittenEvent(id, payload, event.properties());
    }

    /** CloudEvents 1.0, JSON format, section 3. What belongs to another event keeps an id of its own. */
    private WrittenEvent structured(OutgoingEvent event, byte[] json) {
        String id = EventIds.next();
        JsonPieces pieces = new JsonPieces(json.length)
                .text("specversion", "1.0")
                .text("id", id)
                .text("source", source)
                .text("type", event.type())
                .text("time", clock.instant().toString())
                .text("datacontenttype", JSON);
        String correlation = event.correlationId();
        if (correlation != null) {
            pieces.text("correlationid", correlation);
        }
        TraceContext trace = TraceContext.of(event.properties());
        if (trace != null) {
            pieces.text(TraceContext.PARENT, trace.parent());
            String state = trace.state();
            if (state != null) {
                pieces.text(TraceContext.STATE, state);
            }
        }
        MessageProperties properties = event.properties().withContentType("application/cloudevents+json");
        return new WrittenEvent(id, pieces.raw("data", json).end(), properties);
    }

    /** CloudEvents 1.0, MQTT binding, section 3.1: the attributes are user properties, the payload is the data. */
    private WrittenEvent binary(OutgoingEvent event, byte[] json) {
        String id = EventIds.next();
        MessageProperties properties = event.properties()
                .withContentType(JSON)
                .with("specversion", "1.0")
                .with("id", id)
                .with("source", source)
                .with("type", event.type())
                .with("time", clock.instant().toString());
        String correlation = event.correlationId();
        return new WrittenEvent(
                id, json, correlation == null ? properties : properties.with("correlationid", correlation));
    }

    /** A part of some data, written already; see {@link EventData#part}. */
    Object part(String type, Object part) {
        return data.part(type, part);
    }
}
