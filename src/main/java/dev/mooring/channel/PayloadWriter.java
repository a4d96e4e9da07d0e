package dev.mooring.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.event.Envelope;
import dev.mooring.event.EnvelopeCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Turns what a handler sends into bytes: text as UTF-8, what is no text or bytes as JSON. Safe on any thread. */
final class PayloadWriter {

    private static final byte[] NOTHING = {};

    private final ObjectMapper json;

    PayloadWriter(ObjectMapper json) {
        this.json = json;
    }

    /**
     * The bytes; none for null. An array is passed on as it is, without a copy.
     *
     * @throws IllegalArgumentException when the payload cannot be written as JSON
     */
    byte[] write(@Nullable Object payload) {
        if (payload == null) {
            return NOTHING;
        }
        if (payload instanceof byte[] bytes) {
            return bytes;
        }
        if (payload instanceof Buffer buffer) {
            return buffer.getBytes();
        }
        if (payload instanceof io.vertx.mutiny.core.buffer.Buffer buffer) {
            return buffer.getBytes();
        }
        if (payload instanceof CharSequence text) {
            return text.toString().getBytes(UTF_8);
        }
        if (payload instanceof JsonObject object) {
            return object.toBuffer().getBytes();
        }
        if (payload instanceof JsonArray array) {
            return array.toBuffer().getBytes();
        }
        if (payload instanceof Envelope envelope) {
            return EnvelopeCodec.encode(envelope);
        }
        return mapped(payload);
    }

    private byte[] mapped(Object payload) {
        try {
            return json.writeValueAsBytes(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(payload.getClass().getName() + " cannot be written as JSON", e);
        }
    }
}
