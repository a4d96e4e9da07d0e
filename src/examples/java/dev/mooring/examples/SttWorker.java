package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.event.IncomingEvent;
import java.time.Duration;
import java.util.Map;

/** A worker that hears a wake word and publishes what was said. */
public final class SttWorker {

    private final EventClient client;

    /** Over a client that somebody else shuts down. */
    public SttWorker(EventClient client) {
        this.client = client;
    }

    /** Returns when it is connected. */
    public void start() {
        client.subscribe("wake/event", this::handleWake);
        client.connect().await().atMost(Duration.ofMinutes(1));
    }

    private void handleWake(IncomingEvent wake) {
        client.publish("stt/final", "stt.final", Map.of("text", "hello"))
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    /** Needs {@code MQTT_URL} and {@code MQTT_CLIENT_ID}; runs until the process is asked to end. */
    public static void main(String... args) {
        EventClient client = EventClient.builderFromEnv().enableHealth(true).build();
        Runtime.getRuntime().addShutdownHook(new Thread(client::close));
        new SttWorker(client).start();
    }
}
