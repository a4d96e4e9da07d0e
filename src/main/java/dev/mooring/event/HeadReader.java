package dev.mooring.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an event in one pass over its JSON: an envelope, or a CloudEvent in its structured form. As strict as
 * {@link EnvelopeCodec#decode} about what stands round the data, except that an unknown key may come twice; of the data it
 * sees that it is an object of well-formed JSON, and its {@code seq}. One use each, on any thread.
 */
final class HeadReader {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(EnvelopeCodec.MAX_NESTING)
                    .build())
            .build();

    private final JsonParser json;
    private @Nullable String id;
    private @Nullable String type;
    private @Nullable String ts;
    private @Nullable String source;
    private @Nullable String correlate;
    private boolean correlateSeen;
    private @Nullable String correlationId;
    private @Nullable String specVersion;
    private @Nullable String time;
    private @Nullable String traceParent;
    private @Nullable String traceState;
    private @Nullable String seq;
    private int dataStart = -1;
    private int dataEnd = -1;

    private HeadReader(JsonParser json) {
        this.json = json;
    }

    /** @throws UndecodableException when the payload is no event; the message names the field and quotes nothing */
    static EventHead read(byte[] payload) {
        EventHead usual = ScannedHead.of(payload);
        return usual != null ? usual : readAny(payload);
    }

    /** Without the short way. */
    static EventHead readAny(byte[] payload) {
        return read(payload, HeadReader::read);
    }

    /**
     * The {@code seq} of some data that is the whole payload.
     *
     * @throws UndecodableException when the payload is no JSON object
     */
    static @Nullable String seq(byte[] payload) {
        return read(payload, HeadReader::bareData).orElse(null);
    }

    private static <T> T read(byte[] payload, Reading<T> reading) {
        try (JsonParser json = JSON.createParser(payload)) {
            return reading.read(new HeadReader(json));
        } catch (StreamConstraintsException e) {
            throw new UndecodableException("event is nested too deeply or has an oversized name, text or number");
        } catch (JsonProcessingException e) {
            throw new UndecodableException("event is not JSON" + place(e));
        } catch (IOException e) {
            throw new UndecodableException("event is not JSON in UTF-8");
        }
    }

    /** What may fail while it reads. */
    @FunctionalInterface
    private interface Reading<T> {
        T read(HeadReader reader) throws IOException;
    }

    private static String place(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    private EventHead read() throws IOException {
        JsonToken first = json.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw new UndecodableException("envelope must be a JSON object, got: " + kind(first));
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            field(name, json.nextToken());
        }
        if (json.nextToken() != null) {
            throw new UndecodableException("event goes on after its end");
        }
        return specVersion == null ? envelope() : cloudEvent();
    }

    private Optional<String> bareData() throws IOException {
        JsonToken first = json.nextToken();
        if (first == null) {
            throw missing("data", "an object");
        }
        data(first);
        if (json.nextToken() != null) {
            throw new UndecodableException("event goes on after its end");
        }
        return Optional.ofNullable(seq);
    }

    private void field(String name, JsonToken value) throws IOException {
        switch (name) {
            case "id" -> id = once("id", id, text("id", value));
            case "type" -> type = once("type", type, text("type", value));
            case "source" -> source = once("source", source, text("source", value));
            case "ts" -> ts = once("ts", ts, number(value));
            case "data" -> data(value);
            case "correlate" -> correlate(value);
            case "correlationid" -> correlationId = ignoringOthers(value);
            case "specversion" -> specVersion = text("specversion", value);
            case "time" -> time = ignoringOthers(value);
            case "traceparent" -> traceParent = ignoringOthers(value);
            case "tracestate" -> traceState = ignoringOthers(value);
            default -> json.skipChildren();
        }
    }

    private static String once(String field, @Nullable String before, String value) {
        if (before != null) {
            throw new UndecodableException(field + " of an event comes twice");
        }
        return value;
    }

    private String text(String field, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            throw refused(field, "text", value);
        }
        return json.getText();
    }

    private String number(JsonToken value) throws IOException {
        if (!value.isNumeric()) {
            throw refused("ts", "a number", value);
        }
        return json.getText();
    }

    /** A foreign key: of another kind than text it means nothing to us. */
    private @Nullable String ignoringOthers(JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }

    /** Twice, it would belong to two events. */
    private void correlate(JsonToken value) throws IOException {
        if (correlateSeen) {
            throw new UndecodableException("correlate of an event comes twice");
        }
        correlateSeen = true;
        correlate = ignoringOthers(value);
    }

    private void data(JsonToken value) throws IOException {
        if (dataStart >= 0) {
            throw new UndecodableException("data of an event comes twice");
        }
        if (value != JsonToken.START_OBJECT) {
            throw refused("data", "an object", value);
        }
        dataStart = (int) json.currentTokenLocation().getByteOffset();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken inner = json.nextToken();
            if (name.equals("seq") && inner.isScalarValue() && inner != JsonToken.VALUE_NULL) {
                seq = json.getText();
            } else {
                json.skipChildren();
            }
        }
        dataEnd = (int) json.currentLocation().getByteOffset();
    }

    private EventHead envelope() {
        if (ts == null) {
            throw missing("ts", "a number");
        }
        EnvelopeCodec.checkTime(ts);
        return head(ts, correlate);
    }

    private EventHead cloudEvent() {
        if (!"1.0".equals(specVersion)) {
            throw new UndecodableException("specversion of a CloudEvent must be 1.0");
        }
        return head(CloudEventTime.seconds(time), correlationId != null ? correlationId : correlate);
    }

    private EventHead head(@Nullable String seconds, @Nullable String belongsTo) {
        if (dataStart < 0) {
            throw missing("data", "an object");
        }
        return new ReadHead(
                given("id", id),
                given("type", type),
                seconds,
                given("source", source),
                belongsTo,
                traceParent,
                traceState,
                seq,
                dataStart,
                dataEnd);
    }

    private static String given(String field, @Nullable String value) {
        if (value == null) {
            throw missing(field, "text");
        }
        return value;
    }

    private static UndecodableException missing(String field, String wanted) {
        return new UndecodableException(field + " of an envelope must be " + wanted + ", got: nothing");
    }

    private static UndecodableException refused(String field, String wanted, JsonToken value) {
        return new UndecodableException(field + " of an envelope must be " + wanted + ", got: " + kind(value));
    }

    private static String kind(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "object";
            case START_ARRAY -> "array";
            case VALUE_STRING -> "string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
            case VALUE_TRUE, VALUE_FALSE -> "boolean";
            case VALUE_NULL -> "null";
            default -> token.name().toLowerCase(Locale.ROOT);
        };
    }
}
