package dev.mooring.examples;

import dev.mooring.event.EventClient;
import java.time.Duration;
import java.util.Map;

/** Connects, publishes one event, ends. */
public final class Minimal {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Minimal() {}

    /** Needs {@code MQTT_URL} and {@code MQTT_CLIENT_ID}. */
    public static void main(String... args) {
        EventClient client = EventClient.fromEnv();
        client.connect().await().atMost(LONGEST);
        client.publish("my/topic", "my.event", Map.of("message", "Hello MQTT!"))
                .await()
                .atMost(LONGEST);
        client.shutdown().await().atMost(LONGEST);
    }
}
