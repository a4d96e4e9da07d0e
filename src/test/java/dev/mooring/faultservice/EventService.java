package dev.mooring.faultservice;

import dev.mooring.event.EventClient;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.mqtt.codec.ProtocolVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The main class of a service without a container: an event client for each site, a handler on each. Arguments: the journal,
 * and for each site its name, its URL and the version of MQTT. Client ids are the names of the sites.
 */
public final class EventService {

    private static final String NUMBER = "n";

    private final Map<String, EventClient> clients = new ConcurrentHashMap<>();
    private final Orders orders;

    private EventService(Path journal) {
        orders = new Orders(new Journal(journal), this::publish);
    }

    /** Runs until the standard input ends, or somebody kills it. */
    public static void main(String... arguments) {
        EventService service = new EventService(Path.of(arguments[0]));
        for (int i = 1; i < arguments.length; i += 3) {
            service.serve(arguments[i], arguments[i + 1], ProtocolVersion.valueOf(arguments[i + 2]));
        }
        service.orders.obey();
    }

    private void serve(String site, String url, ProtocolVersion version) {
        EventClient client = EventClient.builder(url, site)
                .protocolVersion(version)
                .keepAlive(Duration.ofSeconds(1))
                .reconnect(Duration.ofMillis(10), Duration.ofMillis(100))
                .takeoverCooldown(Duration.ofMillis(100))
                .build();
        client.subscribe(site + "/in/+", event -> {
            // Handlers may block: each is on a worker thread of its own lane.
            LockSupport.parkNanos(orders.slowness().toNanos());
            orders.handled(event.topic(), event.data().get(NUMBER).longValue());
        });
        clients.put(site, client);
        client.connect().subscribe().with(connected -> {}, failure -> System.err.println(site + ": " + failure));
    }

    private void publish(String site, String topic, long number, Orders.Outcome outcome) {
        EventClient client = clients.get(site);
        if (client == null) {
            throw new IllegalArgumentException("no such site: " + site);
        }
        client.publish(
                OutgoingEvent.of(topic, "number", Map.of(NUMBER, number)),
                failure -> outcome.published(failure == null));
    }
}
