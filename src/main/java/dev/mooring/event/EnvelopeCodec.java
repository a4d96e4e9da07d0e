package dev.mooring.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Envelopes as JSON in UTF-8: strict in what it writes, tolerant in what it reads. Knows nothing of the application's
 * own JSON settings, so that no setting can add a sixth key; works on trees only, so that it needs no reflection.
 * Stateless, safe on any thread.
 */
public final class EnvelopeCodec {

    /** Deeper than any event means to be, and far from the depth at which reading it overflows the stack. */
    static final int MAX_NESTING = 100;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    // UTF-8 is what is said, so UTF-16 is not looked for
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    // as the Python services do: letters beyond the first 65,536 as they are, not as two escapes
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .build())
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private EnvelopeCodec() {}

    /**
     * Writes the five keys and nothing else, in the order {@code id}, {@code type}, {@code ts}, {@code source},
     * {@code data}.
     *
     * @param envelope the event
     * @return its JSON in UTF-8
     * @throws IllegalArgumentException if its data is nested so deeply that no reader of ours would take it
     */
    public static byte[] encode(Envelope envelope) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("id", envelope.id());
            json.writeStringField("type", envelope.type());
            json.writeFieldName("ts");
            json.writeNumber(envelope.ts().toPlainString());
            json.writeStringField("source", envelope.source());
            json.writeFieldName("data");
            JSON.writeTree(json, envelope.uncopiedData());
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalArgumentException("event of type '" + envelope.type() + "' cannot be written as JSON", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads an event. Keys that are not ours are ignored; {@code correlate} is kept beside the event.
     *
     * @param payload JSON in UTF-8
     * @return the event and what came with it
     * @throws UndecodableException if the payload is no envelope; the message names the field
     */
    public static ReceivedEnvelope decode(byte[] payload) {
        ObjectNode root = object(parse(payload));
        try {
            Envelope envelope =
                    new Envelope(text(root, "id"), text(root, "type"), time(root), text(root, "source"), data(root));
            return new ReceivedEnvelope(envelope, correlate(root));
        } catch (IllegalArgumentException e) {
            // the envelope's own refusals name the field and quote nothing
            throw new UndecodableException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads an event in either form: an envelope, or a CloudEvent in its structured form.
     *
     * @throws UndecodableException if the payload is neither; the message names the field
     */
    public static Envelope decodeAny(byte[] payload) {
        EventHead head = HeadReader.read(payload);
        ObjectNode data = data(payload, head.dataStart(), head.dataEnd());
        return new Envelope(head.id(), head.type(), head.time(), head.source(), data);
    }

    /**
     * Checks a time in text, without making a number of the usual kind.
     *
     * @throws UndecodableException when it is none that an envelope may have
     */
    static void checkTime(String ts) {
        if (isUsual(ts)) {
            return;
        }
        try {
            Envelope.plain(new BigDecimal(ts));
        } catch (IllegalArgumentException e) {
            throw new UndecodableException("ts of an event must be seconds since the epoch");
        }
    }

    /** Digits, and at most one point: of a JSON number, the parser has seen to the rest. */
    private static boolean isUsual(String ts) {
        int point = ts.indexOf('.');
        int whole = point < 0 ? ts.length() : point;
        if (whole > Envelope.MAX_INTEGER_DIGITS || ts.length() - whole > Envelope.MAX_DECIMALS) {
            return false;
        }
        for (int i = 0; i < ts.length(); i++) {
            char c = ts.charAt(i);
            if ((c < '0' || c > '9') && c != '.') {
                return false;
            }
        }
        return true;
    }

    /**
     * The data of an event whose head was read before.
     *
     * @throws UndecodableException when it has a key twice
     */
    static ObjectNode data(byte[] payload, int start, int end) {
        try {
            return object(JSON.readTree(payload, start, end - start));
        } catch (JsonProcessingException | NumberFormatException e) {
            throw new UndecodableException("data of an envelope has a key twice or an oversized text or number");
        } catch (IOException e) {
            throw new UndecodableException("data of an envelope is not JSON in UTF-8");
        }
    }

    private static JsonNode parse(byte[] payload) {
        try {
            return JSON.readTree(payload);
        } catch (StreamConstraintsException | NumberFormatException e) {
            throw new UndecodableException("envelope is nested too deeply or has an oversized name, text or number");
        } catch (MismatchedInputException e) {
            throw new UndecodableException("envelope has a key twice or goes on after its end" + place(e));
        } catch (JsonProcessingException e) {
            throw new UndecodableException("envelope is not JSON" + place(e));
        } catch (IOException e) {
            throw new UndecodableException("envelope is not JSON in UTF-8");
        }
    }

    private static String place(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    private static ObjectNode object(JsonNode root) {
        if (root instanceof ObjectNode object) {
            return object;
        }
        throw new UndecodableException("envelope must be a JSON object, got: " + kind(root));
    }

    private static String text(ObjectNode root, String field) {
        JsonNode value = root.path(field);
        if (value.isTextual()) {
            return value.textValue();
        }
        throw refused(field, "text", value);
    }

    private static BigDecimal time(ObjectNode root) {
        JsonNode value = root.path("ts");
        if (value.isNumber()) {
            return value.decimalValue();
        }
        throw refused("ts", "a number", value);
    }

    private static ObjectNode data(ObjectNode root) {
        JsonNode value = root.path("data");
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw refused("data", "an object", value);
    }

    /** A foreign key: of another kind than text it means nothing to us, and is ignored like any other. */
    private static @Nullable String correlate(ObjectNode root) {
        return root.path("correlate").textValue();
    }

    private static UndecodableException refused(String field, String wanted, JsonNode value) {
        return new UndecodableException(field + " of an envelope must be " + wanted + ", got: " + kind(value));
    }

    private static String kind(JsonNode value) {
        return value.isMissingNode() ? "nothing" : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
