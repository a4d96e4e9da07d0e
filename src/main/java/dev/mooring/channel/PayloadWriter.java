package dev.mooring.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.event.Envelope;
import dev.mooring.event.EnvelopeCodec;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Turns what a handler sends into bytes: text as UTF-8, what is no text or bytes as JSON. Safe on any thread. */
final class PayloadWriter {

    private final ObjectMapper json;

    PayloadWriter(ObjectMapper json) {
        this.json = json;
    }

    /**
     * The bytes; none for null.
     *
     * @throws IllegalArgumentException when the payload cannot be written as JSON
     */
    Buffer write(@Nullable Object payload) {
        if (payload == null) {
            return Buffer.buffer();
        }
        if (payload instanceof byte[] bytes) {
            return Buffer.buffer(bytes);
        }
        if (payload instanceof Buffer buffer) {
            return buffer;
        }
        if (payload instanceof io.vertx.mutiny.core.buffer.Buffer buffer) {
            return buffer.getDelegate();
        }
        if (payload instanceof CharSequence text) {
            return Buffer.buffer(text.toString());
        }
        if (payload instanceof JsonObject object) {
            return object.toBuffer();
        }
        if (payload instanceof JsonArray array) {
            return array.toBuffer();
        }
        if (payload instanceof Envelope envelope) {
            return Buffer.buffer(EnvelopeCodec.encode(envelope));
        }
        return mapped(payload);
    }

    private Buffer mapped(Object payload) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(payload));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(payload.getClass().getName() + " cannot be written as JSON", e);
        }
    }
}
