package dev.mooring.delivery;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mooring.broker.TestBroker;
import dev.mooring.faultservice.Journal.Entry;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.codec.ProtocolVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * All that the fault suite needs to try one service: it in its process, brokers, networks, somebody who publishes what it
 * handles, and somebody who receives what it publishes, with persistent sessions all.
 */
final class Stage implements AutoCloseable {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String WARM_UP = "warm-up";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What the service shall publish, and goes on with after a kill. */
    private record Order(Place place, String topic, long count, int perSecond) {}

    private final ServiceUnderFaults kind;
    private final QuickSessions sessions = new QuickSessions();
    private final List<Place> places;
    private final Map<Place, Feed> feeds = new LinkedHashMap<>();
    private final Map<String, NumberedTopic> topics = new ConcurrentHashMap<>();
    private final Set<Order> orders = ConcurrentHashMap.newKeySet();
    private final JournalReader journal;
    private final ServiceProcess service;

    /**
     * Returns when the service handles what comes, at each place.
     *
     * @param directory where the service works
     */
    Stage(ServiceUnderFaults kind, List<TestBroker> brokers, Path directory) {
        this.kind = kind;
        this.places = brokers.stream()
                .flatMap(broker -> Stream.of(ProtocolVersion.values()).map(version -> Place.at(broker, version)))
                .toList();
        Path journalFile = directory.resolve("journal");
        this.journal = new JournalReader(journalFile, this::enter);
        this.service = new ServiceProcess(directory, kind.command(journalFile, places));
        service.start();
        places.forEach(this::receive);
        places.forEach(place -> feeds.put(place, kind.feed(place, sessions)));
        warmUp();
    }

    List<Place> places() {
        return places;
    }

    ServiceProcess service() {
        return service;
    }

    String clientId(Place place) {
        return kind.clientId(place);
    }

    Feed feed(Place place) {
        return Objects.requireNonNull(feeds.get(place));
    }

    /** The ledger of a topic; made when it is first asked for. */
    NumberedTopic topic(String name) {
        return Objects.requireNonNull(topics.computeIfAbsent(name, each -> new NumberedTopic()));
    }

    /** How it stands with a topic. */
    Verdict verdict(String topic) {
        return topic(topic).verdict(journal::readOn);
    }

    /** Lets the service publish the numbers from 0. */
    void order(Place place, String topic, long count, int perSecond) {
        Order order = new Order(place, topic, count, perSecond);
        orders.add(order);
        give(order);
    }

    /** Nothing that was ordered so far is done again after a kill. */
    void forgetOrders() {
        orders.clear();
    }

    /** After a kill: the service goes on behind the last number it has attempted. */
    void startAgain() {
        service.start();
        orders.forEach(this::give);
    }

    private void give(Order order) {
        journal.readOn();
        long next = topic(order.topic()).last() + 1;
        service.order("publish " + order.place().name() + " " + order.topic() + " " + next + " "
                + (order.count() - next) + " " + order.perSecond());
    }

    private void enter(Entry entry) {
        NumberedTopic topic = topic(entry.topic());
        switch (entry.deed()) {
            case HANDLED -> topic.arrived(entry.number());
            case ATTEMPTED -> topic.attempted(entry.number());
            case PUBLISHED -> topic.acknowledged(entry.number());
        }
    }

    /** Past the network that is broken: what the service is told was published must be at the broker, whoever asks. */
    private void receive(Place place) {
        MqttSession session = sessions.session(place.broker().url(), place.version(), place.name() + "-receiver");
        session.subscribe(new TopicFilter(place.outbound("+")), QoS.AT_LEAST_ONCE, (message, done) -> {
            topic(message.topic().value()).arrived(number(message.payloadBytes()));
            done.run();
        });
        session.start();
    }

    /** Bare, or in an event. */
    private static long number(byte[] payload) {
        return WireFormat.read(payload).orElseGet(() -> {
            try {
                return JSON.readTree(payload).path("data").path("n").longValue();
            } catch (IOException cause) {
                throw new UncheckedIOException(cause);
            }
        });
    }

    /** Until everybody is subscribed, what is published is nobody's. */
    private void warmUp() {
        await("the service").atMost(LONG).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            service.assertAlive();
            for (Place place : places) {
                feed(place).publish(place.inbound(WARM_UP), 0);
                give(new Order(
                        place,
                        place.outbound(WARM_UP),
                        topic(place.outbound(WARM_UP)).last() + 2,
                        1_000));
            }
            for (Place place : places) {
                assertThat(verdict(place.inbound(WARM_UP)).unexpected())
                        .as("%s handles", place.name())
                        .isPositive();
                assertThat(verdict(place.outbound(WARM_UP)).received())
                        .as("%s publishes", place.name())
                        .isPositive();
            }
        });
    }

    @Override
    public void close() {
        service.close();
        sessions.close();
        places.forEach(place -> place.proxy().close());
    }
}
