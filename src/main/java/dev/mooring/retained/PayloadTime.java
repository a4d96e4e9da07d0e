package dev.mooring.retained;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * When a payload says that it was made: the {@code ts} or {@code timestamp} of a JSON object, as a number of seconds or
 * milliseconds since 1970, or as ISO 8601 with an offset.
 */
public final class PayloadTime {

    private static final JsonFactory JSON = new JsonFactory();
    /** Seconds until the year 5138; what is more is milliseconds. */
    private static final double MOST_SECONDS = 1e11;

    private static final double MILLIS = 1000;

    private PayloadTime() {}

    /** The time in a payload, if there is one. */
    public static Optional<Instant> of(byte[] payload) {
        try (JsonParser json = JSON.createParser(payload)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("ts") || name.equals("timestamp")) {
                    return value(json);
                }
                json.skipChildren();
            }
            return Optional.empty();
        } catch (IOException | DateTimeException e) { // no JSON, or no time
            return Optional.empty();
        }
    }

    private static Optional<Instant> value(JsonParser json) throws IOException {
        if (json.currentToken().isNumeric()) {
            double number = json.getDoubleValue();
            double millis = Math.abs(number) < MOST_SECONDS ? number * MILLIS : number;
            return Optional.of(Instant.ofEpochMilli((long) millis));
        }
        return json.currentToken() == JsonToken.VALUE_STRING
                ? Optional.of(OffsetDateTime.parse(json.getText()).toInstant())
                : Optional.empty();
    }
}
