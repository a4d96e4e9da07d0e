package dev.mooring.channel;

import dev.mooring.event.Envelope;
import dev.mooring.event.EnvelopeCodec;
import dev.mooring.event.ReceivedEnvelope;
import dev.mooring.event.Utf8;
import io.smallrye.reactive.messaging.MessageConverter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Gives handlers text, buffers, Vert.x' JSON types and envelopes, from messages of sites. Stateless. */
@ApplicationScoped
class KnownPayloads implements MessageConverter {

    private static final Map<Type, Function<byte[], Object>> READERS = Map.of(
            String.class, KnownPayloads::text,
            Buffer.class, Buffer::buffer,
            io.vertx.mutiny.core.buffer.Buffer.class, io.vertx.mutiny.core.buffer.Buffer::buffer,
            JsonObject.class, bytes -> json(bytes, "object", JsonObject::new),
            JsonArray.class, bytes -> json(bytes, "array", JsonArray::new),
            Envelope.class, EnvelopeCodec::decodeAny,
            ReceivedEnvelope.class, EnvelopeCodec::decode);

    @Override
    public boolean canConvert(Message<?> in, Type target) {
        return READERS.containsKey(target) && payload(in).isPresent();
    }

    /**
     * The same message with the payload decoded.
     *
     * @throws UndecodablePayloadException or {@link dev.mooring.event.UndecodableException} when it cannot be
     */
    @Override
    public Message<?> convert(Message<?> in, Type target) {
        Function<byte[], Object> reader = READERS.get(target);
        if (reader == null) {
            throw new IllegalArgumentException(target + " is not known here");
        }
        return in.withPayload(reader.apply(payload(in).orElseThrow()));
    }

    /** The bytes of a message that came from a site of ours. */
    static Optional<byte[]> payload(Message<?> message) {
        return message.getPayload() instanceof byte[] bytes
                        && message.getMetadata(SiteMessageMetadata.class).isPresent()
                ? Optional.of(bytes)
                : Optional.empty();
    }

    private static String text(byte[] bytes) {
        return Utf8.text(bytes).orElseThrow(() -> new UndecodablePayloadException("payload is not text in UTF-8"));
    }

    private static Object json(byte[] bytes, String kind, Function<Buffer, Object> parser) {
        try {
            return parser.apply(Buffer.buffer(bytes));
        } catch (DecodeException e) {
            // Its message quotes the payload.
            throw new UndecodablePayloadException("payload is not a JSON " + kind);
        }
    }
}
