package dev.mooring.site;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Reads durations as this project writes them ({@code 500ms}, {@code 5s}, {@code 1h}), as ISO 8601 ({@code PT5S}),
 * and as the replaced systems wrote them: plain seconds ({@code 5}, {@code 0.5}).
 */
public final class DurationConverter implements Converter<Duration> {

    private static final long serialVersionUID = 1L;

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)\\s*(ms|s|m|h|d)?");

    /** @throws IllegalArgumentException when {@code value} is no duration */
    @Override
    public Duration convert(String value) {
        String text = value.strip();
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.toLowerCase(Locale.ROOT));
        try {
            if (matcher.matches()) {
                return of(new BigDecimal(matcher.group(1)), matcher.group(2));
            }
            Duration duration = Duration.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Said below, in our words.
        }
        throw new IllegalArgumentException(
                "'" + value + "' is no duration; expected such as 500ms, 5s, 1h, PT5S, or plain seconds like 0.5");
    }

    private static Duration of(BigDecimal number, @Nullable String unit) {
        long millis =
                switch (unit == null ? "s" : unit) {
                    case "ms" -> 1L;
                    case "m" -> 60_000L;
                    case "h" -> 3_600_000L;
                    case "d" -> 86_400_000L;
                    default -> 1_000L;
                };
        return Duration.ofNanos(
                number.multiply(BigDecimal.valueOf(millis * 1_000_000L)).longValueExact());
    }
}
