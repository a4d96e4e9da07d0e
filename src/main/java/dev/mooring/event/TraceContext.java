package dev.mooring.event;

import dev.mooring.mqtt.MessageProperties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an event stands in a distributed trace (W3C Trace Context). Carried in the user properties {@code traceparent}
 * and {@code tracestate} on MQTT 5, and in the attributes of the same names of a structured CloudEvent; an envelope on
 * 3.1.1 has no place for it.
 *
 * @param parent the {@code traceparent}
 * @param state  the {@code tracestate}, or null
 */
public record TraceContext(String parent, @Nullable String state) {

    static final String PARENT = "traceparent";
    static final String STATE = "tracestate";

    private static final int MAX_STATE = 512;
    /** Version ff is none, nor are ids of zeros (W3C Trace Context, section 3.2.2). */
    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    /** @throws IllegalArgumentException when {@code parent} is no {@code traceparent} */
    public TraceContext {
        if (!FORM.matcher(parent).matches()) {
            throw new IllegalArgumentException("traceparent must be version-traceid-parentid-flags in hex digits");
        }
    }

    /** From what a sender says; null when that is none, because a bad trace must not lose an event. */
    static @Nullable TraceContext of(@Nullable String parent, @Nullable String state) {
        if (parent == null || !FORM.matcher(parent).matches()) {
            return null;
        }
        return new TraceContext(parent, state == null || state.length() > MAX_STATE ? null : state);
    }

    static @Nullable TraceContext of(MessageProperties properties) {
        return properties.userProperties().isEmpty() ? null : of(value(properties, PARENT), value(properties, STATE));
    }

    private static @Nullable String value(MessageProperties properties, String name) {
        for (MessageProperties.UserProperty each : properties.userProperties()) {
            if (each.name().equals(name)) {
                return each.value();
            }
        }
        return null;
    }

    /** Those properties, in this trace and no other. */
    MessageProperties addedTo(MessageProperties properties) {
        MessageProperties more = untraced(properties).with(PARENT, parent);
        return state == null ? more : more.with(STATE, state);
    }

    private static MessageProperties untraced(MessageProperties properties) {
        return new MessageProperties(
                properties.expiry(),
                properties.contentType(),
                properties.responseTopic(),
                properties.correlationData(),
                properties.text(),
                properties.userProperties().stream()
                        .filter(each ->
                                !each.name().equals(PARENT) && !each.name().equals(STATE))
                        .toList(),
                properties.subscriptionIdentifiers());
    }
}
