package dev.mooring.event;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The time of a CloudEvent, in RFC 3339, and that of an envelope, in seconds since the epoch. */
final class CloudEventTime {

    private static final int NANO_DIGITS = 9;

    private CloudEventTime() {}

    /**
     * Seconds since the epoch.
     *
     * @param time what a CloudEvent says, or null when it says no time
     * @throws UndecodableException when it is no time
     */
    static @Nullable String seconds(@Nullable String time) {
        if (time == null) {
            return null;
        }
        try {
            Instant instant = OffsetDateTime.parse(time).toInstant();
            BigDecimal seconds = BigDecimal.valueOf(instant.getEpochSecond())
                    .add(BigDecimal.valueOf(instant.getNano(), NANO_DIGITS));
            return Envelope.plain(seconds).toPlainString();
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new UndecodableException("time of a CloudEvent must be a timestamp of RFC 3339");
        }
    }

    /** That instant, from seconds since the epoch. */
    static Instant instant(BigDecimal seconds) {
        long whole = seconds.longValue();
        BigDecimal rest = seconds.subtract(BigDecimal.valueOf(whole));
        return Instant.ofEpochSecond(whole, rest.movePointRight(NANO_DIGITS).longValue());
    }
}
