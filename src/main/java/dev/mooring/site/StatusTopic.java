package dev.mooring.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.Presence;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import dev.mooring.site.MooringConfig.StatusFormat;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What a site says on its status topic, and how it reads it back (document M). Immutable. */
final class StatusTopic {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ONLINE = "online";
    private static final String OFFLINE = "offline";

    private final TopicName topic;
    private final String instanceId;
    private final ClientId clientId;
    private final StatusFormat format;

    StatusTopic(TopicName topic, String instanceId, ClientId clientId, StatusFormat format) {
        this.topic = topic;
        this.instanceId = instanceId;
        this.clientId = clientId;
        this.format = format;
    }

    TopicName topic() {
        return topic;
    }

    /** The words of the connection that begins now; its birth and its will carry the same epoch. */
    Words presence(Instant begins) {
        return new Words(begins);
    }

    /** What is said of one connection. */
    final class Words implements Presence {
        private final Instant begins;

        private Words(Instant begins) {
            this.begins = begins;
        }

        @Override
        public OutboundMessage will() {
            return message(OFFLINE, begins, begins, "unexpected_disconnect");
        }

        @Override
        public OutboundMessage birth(Instant now) {
            return message(ONLINE, begins, now, null);
        }

        @Override
        public OutboundMessage farewell(Instant now) {
            return message(OFFLINE, begins, now, "shutdown");
        }
    }

    private OutboundMessage message(String status, Instant epoch, Instant now, @Nullable String reason) {
        Buffer payload = format == StatusFormat.PLAIN
                ? Buffer.buffer(status)
                : Buffer.buffer(json(status, epoch, now, reason).toString());
        return new OutboundMessage(topic, payload, QoS.AT_LEAST_ONCE, true);
    }

    private ObjectNode json(String status, Instant epoch, Instant now, @Nullable String reason) {
        ObjectNode json = JSON.createObjectNode()
                .put("status", status)
                .put("instance_id", instanceId)
                .put("client_id", clientId.value())
                .put("timestamp", now.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("epoch", epoch.toEpochMilli());
        return reason == null ? json : json.put("reason", reason);
    }

    /** Whether somebody says {@code offline}: our own late will, or another instance on the same topic. */
    boolean saysOffline(InboundMessage message) {
        return message.payload().toString().strip().equals(OFFLINE)
                || read(message).path("status").asText().equals(OFFLINE);
    }

    /** Whether we said that ourselves: MQTT 3.1.1 brings it back to us. */
    boolean isOwn(InboundMessage message) {
        if (!message.topic().equals(topic)) {
            return false;
        }
        return format == StatusFormat.PLAIN
                || read(message).path("client_id").asText().equals(clientId.value());
    }

    private static JsonNode read(InboundMessage message) {
        try {
            JsonNode node = JSON.readTree(message.payload().getBytes());
            return node == null ? JSON.missingNode() : node;
        } catch (IOException e) {
            return JSON.missingNode(); // anybody may write anything here
        }
    }
}
