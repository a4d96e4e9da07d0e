package dev.mooring.event;

import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of its own health (document C): to {@code system/health/{client_id}}, QoS 1, retained, an event of the
 * type {@code health.status}. Immutable.
 */
final class HealthEvents {

    static final String READY = "ready";
    static final String RECONNECTED = "reconnected";
    static final String SHUTDOWN = "shutdown";

    private final TopicName topic;
    private final EventWriter writer;

    HealthEvents(String clientId, EventWriter writer) {
        this.topic = new TopicName("system/health/" + clientId);
        this.writer = writer;
    }

    /**
     * A health event.
     *
     * @param event what happened, or null
     * @param err   what went wrong, or null
     */
    OutboundMessage message(boolean ok, @Nullable String event, @Nullable String err) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("ok", ok);
        if (event != null) {
            data.put("event", event);
        }
        if (err != null) {
            data.put("err", err);
        }
        OutgoingEvent health = OutgoingEvent.of(topic.value(), "health.status", data);
        WrittenEvent written = writer.write(health, false);
        return new OutboundMessage(topic, written.payload(), QoS.AT_LEAST_ONCE, true, written.properties());
    }
}
