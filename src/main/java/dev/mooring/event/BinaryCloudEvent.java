package dev.mooring.event;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageProperties.UserProperty;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** CloudEvents 1.0 in the binary mode of MQTT 5: the attributes are user properties, the payload is the data. */
final class BinaryCloudEvent {

    private static final String STRUCTURED = "application/cloudevents";

    /** What is read; other user properties may come as often as they like (MQTT 5.0, section 3.3.2.3.7). */
    private static final Set<String> ATTRIBUTES = Set.of(
            "specversion", "id", "type", "source", "time", "correlationid", TraceContext.PARENT, TraceContext.STATE);

    private BinaryCloudEvent() {}

    /** Whether a message says that it is one. */
    static boolean isOne(InboundMessage message) {
        List<UserProperty> properties = message.properties().userProperties();
        if (properties.isEmpty()) {
            return false;
        }
        String contentType = message.properties().contentType();
        return (contentType == null || !contentType.startsWith(STRUCTURED))
                && properties.stream().anyMatch(each -> each.name().equals("specversion"));
    }

    /** @throws UndecodableException when an attribute is missing or wrong, or the data is no JSON object */
    static EventHead head(InboundMessage message) {
        Map<String, String> attributes = new HashMap<>();
        for (UserProperty each : message.properties().userProperties()) {
            if (attributes.putIfAbsent(each.name(), each.value()) != null && ATTRIBUTES.contains(each.name())) {
                throw new UndecodableException("an attribute of a CloudEvent comes twice");
            }
        }
        if (!"1.0".equals(attributes.get("specversion"))) {
            throw new UndecodableException("specversion of a CloudEvent must be 1.0");
        }
        byte[] payload = message.payloadBytes();
        return new ReadHead(
                required(attributes, "id"),
                required(attributes, "type"),
                CloudEventTime.seconds(attributes.get("time")),
                required(attributes, "source"),
                attributes.get("correlationid"),
                attributes.get(TraceContext.PARENT),
                attributes.get(TraceContext.STATE),
                HeadReader.seq(payload),
                0,
                payload.length);
    }

    private static String required(Map<String, String> attributes, String name) {
        String value = attributes.get(name);
        if (value == null) {
            throw new UndecodableException(name + " of a CloudEvent is missing");
        }
        return value;
    }
}
