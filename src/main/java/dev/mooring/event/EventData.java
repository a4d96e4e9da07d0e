package dev.mooring.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The data of events as JSON: what users hand in becomes an object that every reader takes, or is refused. With the
 * modules and settings of the application's mapper, within the limits of the envelope. Safe on any thread.
 */
final class EventData {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(EnvelopeCodec.MAX_NESTING - 1)
                    .build())
            .build();

    private final ObjectWriter writer;

    EventData(ObjectMapper settings) {
        this.writer =
                settings.copy().registerModule(new VertxJson()).writer().without(SerializationFeature.INDENT_OUTPUT);
    }

    /**
     * The JSON of some data, in UTF-8.
     *
     * @throws IllegalArgumentException when JSON cannot carry it, or it is no object there; quotes nothing of it
     */
    byte[] json(String type, Object data) {
        byte[] json = anyJson(type, data);
        if (json.length == 0 || json[0] != '{') {
            throw refused(type, "must be a JSON object, got: " + data.getClass().getSimpleName());
        }
        return json;
    }

    /**
     * A part of some data, written already.
     *
     * @throws IllegalArgumentException when JSON cannot carry it
     */
    Object part(String type, Object part) {
        return new RawValue(new String(anyJson(type, part), UTF_8));
    }

    private byte[] anyJson(String type, Object data) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder()) {
            try (JsonGenerator json = new FiniteNumbers(JSON.createGenerator(bytes))) {
                writer.writeValue(json, data);
            }
            return bytes.toByteArray();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw refused(type, "cannot be written as JSON: " + reason(e));
        } catch (IOException e) {
            throw refused(type, "cannot be written as JSON");
        } catch (StackOverflowError e) {
            throw refused(type, "cannot be written as JSON: it is nested without an end");
        }
    }

    private static IllegalArgumentException refused(String type, String why) {
        return new IllegalArgumentException("data of an event of type '" + type + "' " + why);
    }

    /** Jackson's own words; those of a getter or of a serializer may hold the data. */
    private static String reason(Throwable e) {
        Throwable cause = e.getCause();
        if (cause != null) {
            return reason(cause);
        }
        return e instanceof JsonProcessingException problem
                ? problem.getOriginalMessage()
                : e.getClass().getSimpleName();
    }

    /** Jackson writes NaN as text or as no JSON at all; both are read wrongly. */
    private static final class FiniteNumbers extends JsonGeneratorDelegate {

        FiniteNumbers(JsonGenerator target) {
            super(target, true);
        }

        @Override
        public void writeNumber(double value) throws IOException {
            checkFinite(Double.isFinite(value));
            super.writeNumber(value);
        }

        @Override
        public void writeNumber(float value) throws IOException {
            checkFinite(Float.isFinite(value));
            super.writeNumber(value);
        }

        @Override
        public void writeArray(double[] array, int offset, int length) throws IOException {
            for (int i = offset; i < offset + length; i++) {
                checkFinite(Double.isFinite(array[i]));
            }
            super.writeArray(array, offset, length);
        }

        private void checkFinite(boolean finite) throws IOException {
            if (!finite) {
                throw new JsonGenerationException("a number is not finite", this);
            }
        }
    }
}
