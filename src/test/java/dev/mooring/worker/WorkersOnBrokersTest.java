package dev.mooring.worker;

import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.Peer;
import dev.mooring.broker.Received;
import dev.mooring.broker.TcpProxy;
import dev.mooring.broker.TestBroker;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.retained.PurgeReport;
import dev.mooring.retained.RetainedMessages;
import dev.mooring.retained.Selection;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import dev.mooring.site.TestSites;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Workers at brokers that others wrote. Each test has a prefix of its own. */
@OnEveryBroker(versions = {MqttVersion.V5, MqttVersion.V3_1_1})
class WorkersOnBrokersTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration NEVER = Duration.ofHours(1);

    private static Vertx vertx = Vertx.vertx();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TestBroker broker;
    private final MqttVersion version;
    private final Peer peer;
    private String prefix = "";
    private Sites sites;
    private Workers workers;
    private Watches watches;

    WorkersOnBrokersTest(TestBroker broker, MqttVersion version) {
        this.broker = broker;
        this.version = version;
        this.peer = Peer.to(broker.url()).connect();
        this.sites = TestSites.make(Map.of(), registry, vertx);
        WorkerSettings settings = settings(NEVER, Duration.ofHours(3));
        this.workers = new Workers(sites, settings, registry);
        this.watches = new Watches(sites, settings, Clock.systemUTC(), registry);
    }

    @BeforeAll
    static void startEventLoops() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopEventLoops() {
        vertx.close();
    }

    @BeforeEach
    void namePrefix(TestInfo test) {
        prefix = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void end() {
        workers.stop().await().atMost(LONG);
        TestSites.shutDown(sites);
        peer.close();
    }

    @Test
    void shouldKeepWhatAWorkerCanDoAndRefreshIt() {
        begin(broker.url(), Duration.ofMillis(200), NEVER);

        WorkerRegistration worker = register("worker-1");

        String topic = prefix + "/inference/workers/worker-1";
        assertThat(worker.topic()).isEqualTo(topic);
        soon(() -> assertThat(peer.retained(topic)).isPresent());
        String first = peer.retained(topic).orElseThrow();
        assertThat(first)
                .matches(
                        "\\{\"id\":\"worker-1\",\"capabilities\":\\[\"image_resize\"],\"idle_count\":1,\"timestamp\":\\d{13}}");
        soon(() -> assertThat(peer.retained(topic).orElseThrow()).isNotEqualTo(first));
    }

    @Test
    void shouldClearItsTopicWhenItCloses() {
        begin(broker.url(), NEVER, NEVER.multipliedBy(3));
        WorkerRegistration worker = register("worker-1");
        assertThatThrownBy(() -> register("worker-1")).hasMessageContaining("already");
        soon(() -> assertThat(peer.retained(worker.topic())).isPresent());

        worker.close().await().atMost(LONG);
        worker.close().await().atMost(LONG);

        soon(() -> assertThat(peer.retained(worker.topic())).isEmpty());
        assertThat(worker.connected()).isFalse();
        soon(() -> register("worker-1"));
        soon(() -> assertThat(peer.retained(worker.topic())).isPresent());
    }

    @Test
    void shouldClearAllWhenTheServiceStops() {
        begin(broker.url(), NEVER, NEVER.multipliedBy(3));
        for (int i = 0; i < 20; i++) {
            register("worker-" + i);
        }
        String filter = prefix + "/inference/workers/+";
        soon(() -> assertThat(peer.allRetained(filter)).hasSize(20));

        workers.stop().await().atMost(LONG);

        soon(() -> assertThat(peer.allRetained(filter)).isEmpty());
        assertThatThrownBy(() -> register("late")).hasMessageContaining("stops");
    }

    @Test
    void shouldBeClearedByItsWillWhenItCrashesAndComeBack() {
        try (TcpProxy proxy = TcpProxy.to(broker)) {
            begin(proxy.url(), NEVER, NEVER.multipliedBy(3));
            WorkerRegistration worker = register("worker-1");
            soon(() -> assertThat(peer.retained(worker.topic())).isPresent());

            proxy.refuse(true);
            proxy.cut();

            // Artemis keeps the empty message of a will, where others keep none
            soon(() -> assertThat(peer.retained(worker.topic()).orElse("")).isEmpty());
            proxy.refuse(false);
            soon(() -> assertThat(peer.retained(worker.topic()).orElse("")).contains("worker-1"));
            end(worker);
        }
    }

    @Test
    void shouldSayItAgainWhenTheBrokerForgotEverything() {
        begin(broker.url(), NEVER, NEVER.multipliedBy(3));
        WorkerRegistration worker = register("worker-1");
        soon(() -> assertThat(peer.retained(worker.topic())).isPresent());

        broker.restart();

        try (Peer after = Peer.to(broker.url()).connect()) {
            soon(() -> assertThat(after.retained(worker.topic())).isPresent());
        }
        end(worker);
    }

    @Test
    void shouldSayItAgainWhenSomebodyClearsOrOverwritesIt() {
        begin(broker.url(), NEVER, NEVER.multipliedBy(3));
        WorkerRegistration worker = register("worker-1");
        soon(() -> assertThat(peer.retained(worker.topic())).isPresent());
        peer.subscribe(worker.topic(), 1);

        peer.publish(worker.topic(), "", 1, true);
        soon(() -> assertThat(said(worker)).isEqualTo(1));

        Instant begin = Instant.now();
        for (int i = 0; i < 50; i++) {
            peer.publish(worker.topic(), "nonsense " + i, 1, true);
        }
        soon(() -> assertThat(lastSaid(worker)).contains("image_resize"));
        assertThat(said(worker))
                .isLessThanOrEqualTo(5 + Duration.between(begin, Instant.now()).toSeconds());
    }

    @Test
    void shouldSayHowMuchItCouldDoNowAndThen() {
        begin(broker.url(), NEVER, NEVER.multipliedBy(3));
        WorkerRegistration worker = register("worker-1");
        soon(() -> assertThat(peer.retained(worker.topic())).isPresent());
        peer.subscribe(worker.topic(), 1);

        Instant begin = Instant.now();
        for (int i = 2; i <= 5_000; i++) {
            worker.idleCount(i);
        }

        soon(() -> assertThat(lastSaid(worker)).contains("\"idle_count\":5000"));
        long tenths = Duration.between(begin, Instant.now()).toMillis() / 100;
        assertThat(said(worker)).isLessThanOrEqualTo(tenths + 3);
        assertThatThrownBy(() -> worker.idleCount(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldKnowWhoIsThereAndWhoSaysNothingAnyMore() {
        begin(broker.url(), Duration.ofMillis(100), Duration.ofSeconds(1));
        String stuck = prefix + "/inference/workers/stuck";
        peer.publish(stuck, card("stuck", Instant.now()), 1, true); // there is a connection, and no refresh
        peer.publish(prefix + "/inference/workers/broken", "{", 1, true);
        register("alive");
        Watch watch = watches.of(sites.all().get(0));
        List<String> events = new CopyOnWriteArrayList<>();
        watch.listen(event -> events.add(event.event() + " " + event.worker().id()), () -> {});

        get(watch.ready());
        soon(() -> assertThat(states(watch))
                .isEqualTo(Map.of("alive", "online", "stuck", "stale", "broken", "unreadable")));
        soon(() -> assertThat(events).contains("online alive", "stale stuck", "unreadable broken"));
        assertThat(registry.get("mooring.workers")
                        .tags("state", "stale")
                        .gauge()
                        .value())
                .isEqualTo(1);

        peer.publish(stuck, card("stuck", Instant.EPOCH), 1, true); // alive, with a wrong clock
        soon(() -> assertThat(events).endsWith("online stuck"));
        peer.publish(stuck, "", 1, true);
        soon(() -> assertThat(events).endsWith("gone stuck"));
    }

    @Test
    void shouldForgetWhoWentWhileNobodyListened() {
        String topic = prefix + "/inference/workers/";
        try (TcpProxy proxy = TcpProxy.to(broker)) {
            begin(proxy.url(), NEVER, NEVER.multipliedBy(3), "mooring.sites.a.clean-session", "true");
            peer.publish(topic + "goes", card("goes", Instant.now()), 1, true);
            peer.publish(topic + "stays", card("stays", Instant.now()), 1, true);
            Watch watch = watches.of(sites.all().get(0));
            get(watch.ready());
            assertThat(states(watch)).isEqualTo(Map.of("goes", "online", "stays", "online"));

            proxy.refuse(true);
            proxy.cut();
            peer.publish(topic + "goes", "", 1, true);
            peer.publish(topic + "comes", card("comes", Instant.now()), 1, true);
            proxy.refuse(false);

            soon(() -> assertThat(states(watch)).isEqualTo(Map.of("stays", "online", "comes", "online")));
        }
    }

    @Test
    void shouldSpareLiveWorkersFromAPurge() {
        begin(broker.url(), Duration.ofMillis(100), Duration.ofMinutes(1));
        WorkerRegistration alive = register("alive");
        String topic = prefix + "/inference/workers/";
        peer.publish(topic + "crashed", card("crashed", Instant.now().minusSeconds(90)), 1, true);
        peer.publish(topic + "broken", "{", 1, true);
        peer.publish(topic + "foreign", card("foreign", Instant.now()), 1, true);
        soon(() -> assertThat(peer.retained(alive.topic())).isPresent());
        Site site = sites.all().get(0);
        WorkerKeeper keeper = new WorkerKeeper(watches);
        Selection all = new Selection(
                new TopicFilter(prefix + "/inference/workers/#"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                message -> keeper.keeps(site, message, Instant.now()));

        PurgeReport report = get(RetainedMessages.at(site, Clock.systemUTC()).purge(all, 500, false, done -> {}));

        assertThat(report.spared()).isEqualTo(2);
        assertThat(report.purged()).isEqualTo(2);
        assertThat(peer.allRetained(topic + "#")).containsOnlyKeys(topic + "alive", topic + "foreign");
    }

    @Test
    void shouldPublishNothingWhenToldSo() {
        begin(broker.url(), NEVER, NEVER.multipliedBy(3), "mooring.broadcast-type", "noop");
        peer.subscribe(prefix + "/#", 1);
        peer.subscribe("mooring/markers/#", 1);
        WorkerRegistration worker = register("worker-1");
        worker.idleCount(7);
        get(watches.of(sites.all().get(0)).ready());
        worker.close().await().atMost(LONG);
        register("worker-1").close().await().atMost(LONG);

        peer.publish(prefix + "/end", "end", 1, false);
        peer.awaitMessage(each -> each.text().equals("end"));
        assertThat(peer.received().stream().map(Received::text)).containsExactly("end");
        assertThat(registry.get("mqtt.publish.noop").counter().count()).isEqualTo(5);
    }

    // ---- hands

    private void begin(String url, Duration refresh, Duration stale, String... more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "mooring.instance-id",
                "test",
                "mooring.defaults.protocol-version",
                version.toString(),
                "mooring.defaults.reconnect.min-delay",
                "100ms",
                "mooring.defaults.reconnect.max-delay",
                "200ms",
                "mooring.sites.a.url",
                url,
                "mooring.sites.a.prefix",
                prefix,
                "mooring.sites.a.client-id",
                prefix));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        sites = TestSites.start(TestSites.make(values, registry, vertx));
        WorkerSettings settings = settings(refresh, stale);
        workers = new Workers(sites, settings, registry);
        watches = new Watches(sites, settings, Clock.systemUTC(), registry);
        soon(() -> assertThat(sites.all()).allMatch(Site::connected));
    }

    private static WorkerSettings settings(Duration refresh, Duration stale) {
        return new WorkerSettings("inference/workers", refresh, stale, Set.of(), 100, 100);
    }

    private WorkerRegistration register(String id) {
        return workers.registerWorker(id, List.of("image_resize"));
    }

    private static void end(WorkerRegistration worker) {
        soon(() -> assertThat(worker.connected()).isTrue());
        worker.close().await().atMost(LONG);
    }

    private static String card(String id, Instant time) {
        return "{\"id\":\"" + id + "\",\"capabilities\":[\"ocr\"],\"idle_count\":2,\"timestamp\":" + time.toEpochMilli()
                + "}";
    }

    private static Map<String, String> states(Watch watch) {
        Map<String, String> states = new HashMap<>();
        watch.roster().view(Instant.now()).forEach(worker -> states.put(worker.id(), worker.state()));
        return states;
    }

    /** How often it was said since we listen, not counting what the broker had kept. */
    private long said(WorkerRegistration worker) {
        return peer.received().stream()
                .filter(each -> each.topic().equals(worker.topic()) && !each.retain())
                .filter(each -> each.text().contains("image_resize"))
                .count();
    }

    private String lastSaid(WorkerRegistration worker) {
        return peer.received().stream()
                .filter(each -> each.topic().equals(worker.topic()))
                .map(Received::text)
                .reduce("", (before, last) -> last);
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("no answer", e);
        }
    }

    private static void soon(ThrowingRunnable assertion) {
        await("soon")
                .atMost(LONG)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }
}
