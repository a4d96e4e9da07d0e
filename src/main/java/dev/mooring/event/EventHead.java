package dev.mooring.event;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What stands round the data of an event, read without making objects of the data.
 *
 * @param id          not empty
 * @param type        not empty
 * @param ts          seconds since the epoch, as a decimal in text; null when the sender says no time
 * @param source      who says so
 * @param correlate   a foreign sender's key for the event that this one belongs to
 * @param traceParent W3C trace context, if it came with the event itself
 * @param traceState  W3C trace context, if it came with the event itself
 * @param seq         the data's {@code seq}, as text
 * @param dataStart   where the data begins in the payload
 * @param dataEnd     where it ends
 */
record EventHead(
        String id,
        String type,
        @Nullable String ts,
        String source,
        @Nullable String correlate,
        @Nullable String traceParent,
        @Nullable String traceState,
        @Nullable String seq,
        int dataStart,
        int dataEnd) {

    EventHead {
        if (id.isEmpty()) {
            throw new UndecodableException("id of an event must not be empty");
        }
        if (type.isEmpty()) {
            throw new UndecodableException("type of an event must not be empty");
        }
    }

    /** The id of the event that this one belongs to: the Python services put it where the id is. */
    String correlationId() {
        return correlate != null ? correlate : id;
    }

    /** When; the epoch itself when the sender says no time. */
    BigDecimal time() {
        return Envelope.plain(ts == null ? BigDecimal.ZERO : new BigDecimal(ts));
    }
}
