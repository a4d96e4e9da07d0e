package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.event.EventHandler;
import dev.mooring.event.IncomingEvent;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** Pattern 4c: choosing among events, and the connection below the client, for what that does not offer. */
public final class FilteredDirectAccess {

    private final EventClient client;

    /** Over a client that somebody else connects and shuts down. */
    public FilteredDirectAccess(EventClient client) {
        this.client = client;
    }

    /** A predicate chooses; retry, dead letters and deduplication are as ever. */
    public Subscription subscribeToTemperatures(EventHandler handler) {
        return client.on("sensors/#")
                .where(event -> event.topic().contains("temperature"))
                .handle(handler);
    }

    /** Messages as they come: for payloads that are no events, or handlers that decide themselves when to acknowledge. */
    public Subscription subscribeDirectly(Consumer<IncomingEvent> events, Consumer<String> others) {
        return client.link().subscribe(new TopicFilter("gateways/#"), QoS.AT_LEAST_ONCE, (message, done) -> {
            if (message.topic().value().endsWith("/raw")) {
                others.accept(text(message));
            } else {
                events.accept(client.decode(message));
            }
            done.run(); // acknowledges
        });
    }

    /** Bytes that are no event. */
    public void publishDirectly(String topic, String text) {
        Buffer payload = Buffer.buffer(text);
        client.link().publish(new OutboundMessage(new TopicName(topic), payload, QoS.AT_LEAST_ONCE, false), failure -> {
            if (failure != null) {
                System.err.println(failure.getMessage());
            }
        });
    }

    private static String text(InboundMessage message) {
        return message.payload().toString();
    }
}
