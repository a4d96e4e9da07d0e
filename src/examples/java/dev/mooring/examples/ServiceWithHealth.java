package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.event.EventClientBuilder;
import java.time.Duration;

/** A service whose health others can see: "ready", "reconnected" and "shutdown" are said by themselves. */
public final class ServiceWithHealth {

    private ServiceWithHealth() {}

    /** Runs some work between "ready" and "shutdown". */
    public static void run(EventClientBuilder builder, Work work) throws Exception {
        try (EventClient client = builder.enableHealth(true).build()) {
            client.connect().await().atMost(Duration.ofMinutes(1)); // "ready"
            work.run(client);
        } // "shutdown"
    }

    /** What the service is there for. */
    @FunctionalInterface
    public interface Work {

        /** Works, and returns when it is done. */
        void run(EventClient client) throws Exception;
    }

    /** Needs {@code MQTT_URL} and {@code MQTT_CLIENT_ID}. */
    public static void main(String... args) throws Exception {
        run(EventClient.builderFromEnv(), client -> client.publishHealthError("Database connection lost")
                .await()
                .atMost(Duration.ofSeconds(10)));
    }
}
