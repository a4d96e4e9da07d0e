package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.event.OutgoingEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Many small events, of which one may get lost. */
public final class Streaming {

    private Streaming() {}

    /**
     * Publishes texts as they come, at QoS 0, no faster than the connection takes them.
     *
     * @return how many were sent
     */
    public static Uni<Long> streamPartials(EventClient client, Multi<String> partials) {
        return client.stream(partials.map(
                text -> OutgoingEvent.of("stt/partial", "stt.partial", Map.of("text", text, "is_final", false))));
    }

    /** Needs {@code MQTT_URL} and {@code MQTT_CLIENT_ID}; ten texts a second, for ten seconds. */
    public static void main(String... args) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (EventClient client = EventClient.fromEnv()) {
            client.connect().await().atMost(Duration.ofMinutes(1));
            Multi<String> partials = Multi.createFrom()
                    .ticks()
                    .onExecutor(clock)
                    .every(Duration.ofMillis(100))
                    .map(tick -> "word " + tick)
                    .select()
                    .first(100);
            streamPartials(client, partials).await().atMost(Duration.ofMinutes(1));
        } finally {
            clock.shutdown();
        }
    }
}
