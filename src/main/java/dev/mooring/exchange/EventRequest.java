package dev.mooring.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.mqtt.QoS;
import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a request to publish an event: as strict as can be, since a misspelt key would be missed by nobody. */
final class EventRequest {

    private static final Set<String> KEYS =
            Set.of("topic", "absolute", "type", "data", "correlation_id", "qos", "retain", "expiry_seconds");
    private static final long MAX_EXPIRY_SECONDS = 0xFFFF_FFFFL;

    private final JsonNode body;

    private EventRequest(JsonNode body) {
        this.body = body;
    }

    /** @throws ProblemException with the key that is wrong */
    static OutgoingEvent read(@Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            throw refused("The body must be a JSON object.");
        }
        Iterator<String> names = body.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!KEYS.contains(name)) {
                throw refused(
                        "There is no key '" + name + "'; there are topic, type, data, and, if wanted, correlation_id,"
                                + " qos, retain, expiry_seconds, absolute.");
            }
        }
        return new EventRequest(body).event();
    }

    private OutgoingEvent event() {
        try {
            OutgoingEvent event =
                    OutgoingEvent.of(text("topic"), text("type"), data()).withQos(qos());
            event = flag("absolute") ? event.absolutely() : event;
            event = flag("retain") ? event.retained() : event;
            event = body.has("correlation_id") ? event.withCorrelationId(text("correlation_id")) : event;
            return body.has("expiry_seconds") ? event.withExpiry(expiry()) : event;
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage() + ".");
        }
    }

    private String text(String key) {
        JsonNode value = body.path(key);
        if (!value.isTextual()) {
            throw refused("'" + key + "' must be text.");
        }
        return value.textValue();
    }

    private JsonNode data() {
        JsonNode value = body.path("data");
        if (!value.isObject()) {
            throw refused("'data' must be a JSON object.");
        }
        return value;
    }

    private boolean flag(String key) {
        JsonNode value = body.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw refused("'" + key + "' must be true or false.");
        }
        return value.booleanValue();
    }

    private QoS qos() {
        JsonNode value = body.path("qos");
        if (value.isMissingNode()) {
            return QoS.AT_LEAST_ONCE;
        }
        if (!value.isInt()) {
            throw refused("'qos' must be 0, 1 or 2.");
        }
        return QoS.of(value.intValue());
    }

    private Duration expiry() {
        JsonNode value = body.path("expiry_seconds");
        if (!value.isIntegralNumber() || value.longValue() < 0 || value.longValue() > MAX_EXPIRY_SECONDS) {
            throw refused("'expiry_seconds' must be a whole number from 0 to " + MAX_EXPIRY_SECONDS + ".");
        }
        return Duration.ofSeconds(value.longValue());
    }

    private static ProblemException refused(String detail) {
        return Problem.validationFailed(detail).asException();
    }
}
