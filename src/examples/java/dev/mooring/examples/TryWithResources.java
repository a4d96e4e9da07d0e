package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.event.IncomingEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client for as long as a block: however it is left, the client says goodbye and disconnects. */
public final class TryWithResources {

    private TryWithResources() {}

    /** The first event that somebody publishes within an hour. */
    public static IncomingEvent first(String url, String topic) throws Exception {
        try (EventClient client = EventClient.builder(url, "tars-service").build()) {
            CompletableFuture<IncomingEvent> first = new CompletableFuture<>();
            client.subscribe(topic, first::complete);
            client.connect().await().atMost(Duration.ofMinutes(1));
            return first.get(1, TimeUnit.HOURS);
        }
    }

    /** Needs {@code MQTT_URL}. */
    public static void main(String... args) throws Exception {
        System.out.println(first(System.getenv("MQTT_URL"), "my/topic").data());
    }
}
