package dev.mooring.channel;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.reactive.messaging.MessageConverter;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.lang.reflect.Type;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Gives handlers any type that Jackson can make from JSON, from messages of sites. Comes after every other converter,
 * so that an application's own wins. Safe on any thread.
 *
 * <p>In a native image the type needs {@link io.quarkus.runtime.annotations.RegisterForReflection}.
 */
@ApplicationScoped
class JsonPayloads implements MessageConverter {

    private static final int AFTER_ALL_OTHERS = CONVERTER_DEFAULT_PRIORITY * 10;

    private final ObjectMapper json;

    JsonPayloads(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public int getPriority() {
        return AFTER_ALL_OTHERS;
    }

    @Override
    public boolean canConvert(Message<?> in, Type target) {
        return KnownPayloads.payload(in).isPresent();
    }

    /**
     * The same message with the payload mapped.
     *
     * @throws UndecodablePayloadException when it cannot be
     */
    @Override
    public Message<?> convert(Message<?> in, Type target) {
        Object mapped;
        try {
            mapped = json.readValue(KnownPayloads.payload(in).orElseThrow(), json.constructType(target));
        } catch (JsonProcessingException e) {
            throw new UndecodablePayloadException(words(e, target));
        } catch (IOException e) {
            throw new UndecodablePayloadException("payload is not JSON");
        }
        if (mapped == null) {
            throw new UndecodablePayloadException("payload is the JSON null");
        }
        return in.withPayload(mapped);
    }

    /** Jackson's own words quote the payload. */
    private static String words(JsonProcessingException failure, Type target) {
        JsonLocation at = failure.getLocation();
        String place = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return failure instanceof JsonParseException
                ? "payload is not JSON" + place
                : "payload does not fit " + target.getTypeName() + place;
    }
}
