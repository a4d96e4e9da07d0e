package dev.mooring.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mooring.event.EventClient;
import dev.mooring.event.EventLink;
import dev.mooring.event.EventSettings;
import dev.mooring.mqtt.InboundMessage;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The clients of one test, all at the same broker. What they publish, and what others publish there, is in {@link #events}.
 * Given to tests by {@link MooringTest}; without JUnit, made by {@link #of} and to be closed. For one thread.
 */
public final class EventClients implements AutoCloseable {

    /** The client id where none is named. */
    public static final String DEFAULT = "test";

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ObjectMapper mapper = JsonMapper.builder().findAndAddModules().build();
    private final Map<String, EventClient> clients = new LinkedHashMap<>();
    private final Vertx vertx;
    private final RecordedEvents events;
    private final Wire wire;
    private int barriers;

    private EventClients(Vertx vertx, Broker broker) {
        this.vertx = vertx;
        this.events = new RecordedEvents();
        this.wire = broker == Broker.EMBEDDED
                ? EmbeddedWire.start(vertx, this::record)
                : new InMemoryWire(vertx.getOrCreateContext(), this::record);
    }

    /**
     * A broker, and no clients yet. Returns when the broker answers.
     *
     * @throws IllegalStateException when there is no embedded broker on the class path, or it does not start
     */
    public static EventClients of(Broker broker) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            return new EventClients(vertx, broker);
        } catch (RuntimeException | LinkageError e) {
            vertx.close();
            throw e;
        }
    }

    private void record(InboundMessage message) {
        events.add(RecordedEvent.of(message, mapper));
    }

    /**
     * The client of that id, as a service gets it: not connected before somebody says so, or publishes.
     *
     * @return the same one each time
     */
    public EventClient client(String clientId) {
        return client(clientId, settings -> settings);
    }

    /**
     * The client of that id.
     *
     * @param how changes the settings, which are those of {@link EventSettings#of}: deduplication, health events, …
     * @return the same one each time; a second call does not change its settings
     */
    public EventClient client(String clientId, UnaryOperator<EventSettings> how) {
        return clients.computeIfAbsent(
                clientId,
                id -> EventClient.over(wire.link(id), how.apply(EventSettings.of(id)), mapper, Clock.systemUTC()));
    }

    /** What was published, by whomever. */
    public RecordedEvents events() {
        return events;
    }

    /**
     * Where the embedded broker listens, for a service that makes a client of its own.
     *
     * @throws IllegalStateException when there is none
     */
    public String url() {
        return wire.url();
    }

    /**
     * Waits until all that the connected clients subscribed to is in effect, and all that they published is recorded: for a test
     * that says what did <em>not</em> happen, or where one client publishes what another has just subscribed to.
     *
     * @throws AssertionError when that takes longer than 10 s
     */
    public void settle() {
        clients.values().stream().filter(EventClient::connected).forEach(client -> settle(client.link()));
    }

    /** What came before it on the same connection is through when it is. */
    private void settle(EventLink link) {
        barriers++;
        String barrier = RecordedEvents.BARRIERS + barriers;
        new Barrier(link, barrier).pass();
        events.awaitBarrier(barrier, LONGEST);
    }

    /** Shuts the clients down, and ends the broker. */
    @Override
    public void close() {
        clients.values().forEach(EventClient::close);
        wire.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
