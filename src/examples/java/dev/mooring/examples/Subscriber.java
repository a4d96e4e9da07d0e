package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.event.IncomingEvent;
import java.time.Duration;

/** Prints what others publish, until the process is asked to end (Ctrl-C, {@code kill}). */
public final class Subscriber {

    private Subscriber() {}

    /** Needs {@code MQTT_URL} and {@code MQTT_CLIENT_ID}. */
    public static void main(String... args) {
        EventClient client = EventClient.fromEnv();
        Runtime.getRuntime().addShutdownHook(new Thread(client::close));

        client.subscribe("events/#", Subscriber::handle);
        client.subscribe("commands/+", Subscriber::handle);
        client.connect().await().atMost(Duration.ofMinutes(1));
        // The client's threads keep the process alive.
    }

    private static void handle(IncomingEvent event) {
        System.out.println("Received " + event.type() + ": " + event.data());
    }
}
