package dev.mooring.examples;

import dev.mooring.event.EventClient;
import dev.mooring.event.IncomingEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A service with a handler for each kind of event, which says on {@code system/health/…} how it is. */
public final class ServiceWithHandlers implements AutoCloseable {

    private final EventClient client;
    private final AtomicInteger commands = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();

    /** Not started yet. */
    public ServiceWithHandlers(String url) {
        this.client =
                EventClient.builder(url, "tars-my-service").enableHealth(true).build();
    }

    /** Returns when it is connected. */
    public void start() {
        client.subscribe("commands/#", this::handleCommand);
        client.subscribe("events/#", this::handleEvent);
        client.connect().await().atMost(Duration.ofMinutes(1)); // says "ready"
    }

    private void handleCommand(IncomingEvent event) {
        commands.incrementAndGet();
    }

    private void handleEvent(IncomingEvent event) {
        events.incrementAndGet();
    }

    /** How many commands and events it has handled. */
    @Override
    public String toString() {
        return commands + " commands, " + events + " events";
    }

    /** Says "shutdown", lets handlers finish, disconnects. */
    @Override
    public void close() {
        client.close();
    }

    /** Needs {@code MQTT_URL}; runs until the process is asked to end. */
    public static void main(String... args) {
        ServiceWithHandlers service = new ServiceWithHandlers(System.getenv("MQTT_URL"));
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
        service.start();
    }
}
