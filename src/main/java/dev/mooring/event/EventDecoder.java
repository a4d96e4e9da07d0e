package dev.mooring.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.mqtt.InboundMessage;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of messages; once of each, though several handlers may ask one after the other. Confined to an event loop.
 */
final class EventDecoder {

    private final ObjectMapper mapper;
    private @Nullable IncomingEvent last;

    EventDecoder(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** @throws UndecodableException when the message is no event */
    IncomingEvent decode(InboundMessage message) {
        IncomingEvent known = last;
        if (known == null || known.message() != message) {
            known = new IncomingEvent(message, head(message), mapper);
            last = known;
        }
        return known;
    }

    static EventHead head(InboundMessage message) {
        return BinaryCloudEvent.isOne(message)
                ? BinaryCloudEvent.head(message)
                : HeadReader.read(message.payloadBytes());
    }
}
