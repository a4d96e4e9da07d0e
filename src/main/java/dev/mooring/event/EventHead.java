package dev.mooring.event;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What stands round the data of an event, read without making objects of the data. Immutable. */
sealed interface EventHead permits ReadHead, ScannedHead {

    /** Its id; not empty. */
    String id();

    /** What happened; not empty. */
    String type();

    /** Seconds since the epoch, as a decimal in text; null when the sender says no time. */
    @Nullable
    String ts();

    /** Who says so. */
    String source();

    /** A foreign sender's key for the event that this one belongs to. */
    @Nullable
    String correlate();

    /** W3C trace context, if it came with the event itself. */
    @Nullable
    String traceParent();

    /** W3C trace context, if it came with the event itself. */
    @Nullable
    String traceState();

    /** The data's {@code seq}, as text. */
    @Nullable
    String seq();

    /** Where the data begins in the payload. */
    int dataStart();

    /** Where it ends. */
    int dataEnd();

    /** Type, id, and {@code seq} or data, in UTF-8: the same for the same event, however its head was read. */
    void identify(EventKey.Mix mix, byte[] payload);

    /** The id of the event that this one belongs to: the Python services put it where the id is. */
    default String correlationId() {
        String other = correlate();
        return other != null ? other : id();
    }

    /** When; the epoch itself when the sender says no time. */
    default BigDecimal time() {
        String seconds = ts();
        return Envelope.plain(seconds == null ? BigDecimal.ZERO : new BigDecimal(seconds));
    }
}
