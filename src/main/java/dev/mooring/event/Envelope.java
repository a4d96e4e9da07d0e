package dev.mooring.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;

/**
 * One event as the backend services exchange it: exactly the keys {@code id}, {@code type}, {@code ts},
 * {@code source} and {@code data}. {@link EnvelopeCodec} turns it into bytes and back. Immutable, safe on any thread.
 *
 * <p>{@code data} is Jackson's tree rather than Vert.x' {@code JsonObject}: it keeps every number as it was written
 * (a {@code 1.0} does not become {@code 1}, a long decimal is not rounded), and compares and copies by value. It is
 * copied on the way in and on the way out, so that nobody changes an event that others hold; call {@link #data()} once.
 *
 * @param id 32 hex digits when made here, or the correlation id; any non-empty text when read
 * @param type what happened, for example {@code stt.partial}; not empty
 * @param ts when, in seconds since the epoch; written as a plain decimal with at least one digit after the point
 * @param source who says so, usually the sender's client id
 * @param data the content of the event
 */
public record Envelope(String id, String type, BigDecimal ts, String source, ObjectNode data) {

    /** Anything beyond is no time, and would be millions of characters when written as a plain decimal. */
    static final int MAX_INTEGER_DIGITS = 15;

    static final int MAX_DECIMALS = 30;

    /**
     * Checks the values, brings {@code ts} into its one form and takes a copy of {@code data}.
     *
     * @throws IllegalArgumentException if {@code id} or {@code type} is empty, or {@code ts} is no time
     */
    public Envelope {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("id of an event must not be empty");
        }
        if (type.isEmpty()) {
            throw new IllegalArgumentException("type of an event must not be empty");
        }
        Objects.requireNonNull(source, "source of an event");
        ts = plain(ts);
        data = data.deepCopy();
    }

    /**
     * Makes a new event with an id of its own.
     *
     * @param type what happened
     * @param source who says so
     * @param data the content; copied
     * @param clock what time it is
     * @return the event, stamped with now to the microsecond
     */
    public static Envelope of(String type, String source, ObjectNode data, Clock clock) {
        return correlated(EventIds.next(), type, source, data, clock);
    }

    /**
     * Makes an event that belongs to another, for example a reply. It carries the correlation id as its id, because the
     * Python services match replies that way and refuse any further key.
     *
     * @param correlationId the id of the event that this one belongs to
     * @param type what happened
     * @param source who says so
     * @param data the content; copied
     * @param clock what time it is
     * @return the event, stamped with now to the microsecond
     */
    public static Envelope correlated(String correlationId, String type, String source, ObjectNode data, Clock clock) {
        return new Envelope(correlationId, type, seconds(clock.instant()), source, data);
    }

    /**
     * The content of the event.
     *
     * @return a copy that belongs to the caller
     */
    @Override
    public ObjectNode data() {
        return data.deepCopy();
    }

    /** The content itself, for the codec, which only reads it. */
    ObjectNode uncopiedData() {
        return data;
    }

    /** Says everything but the content: payloads do not belong into logs. */
    @Override
    public String toString() {
        return "Envelope[id=" + id + ", type=" + type + ", ts=" + ts.toPlainString() + ", source=" + source + "]";
    }

    /** Microseconds, not nanoseconds: what Python's {@code time.time()} tells, and what its float can hold. */
    static BigDecimal seconds(Instant now) {
        return BigDecimal.valueOf(now.getEpochSecond()).add(BigDecimal.valueOf(now.getNano() / 1000, 6));
    }

    static BigDecimal plain(BigDecimal ts) {
        BigDecimal shortest = ts.stripTrailingZeros();
        // as long: 1e2147483647 would overflow an int
        long integerDigits = (long) shortest.precision() - shortest.scale();
        if (integerDigits > MAX_INTEGER_DIGITS || shortest.scale() > MAX_DECIMALS) {
            throw new IllegalArgumentException("ts of an event must be seconds since the epoch");
        }
        return shortest.scale() < 1 ? shortest.setScale(1) : shortest;
    }
}
