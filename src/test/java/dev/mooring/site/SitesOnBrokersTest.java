package dev.mooring.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mooring.broker.ArtemisBroker;
import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.Peer;
import dev.mooring.broker.Received;
import dev.mooring.broker.TestBroker;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.Presence;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Sites with brokers that others wrote. Each test has a prefix of its own. */
@OnEveryBroker(versions = {MqttVersion.V5, MqttVersion.V3_1_1})
class SitesOnBrokersTest {

    private static Vertx vertx = Vertx.vertx();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Sites> started = new ArrayList<>();
    private final TestBroker broker;
    private final MqttVersion version;
    private final Peer peer;
    private String prefix = "";

    SitesOnBrokersTest(TestBroker broker, MqttVersion version) {
        this.broker = broker;
        this.version = version;
        this.peer = Peer.to(broker.url()).connect();
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
        started.forEach(SitesOnBrokersTest::shutDown);
        peer.close();
    }

    @Test
    void shouldSayOnlineAgainWhenSomebodySaysOffline() {
        Site site = one(sites(Map.of("mooring.sites.a.url", broker.url())));
        JsonNode birth = awaitStatus("online");

        peer.publish(prefix + "/backend/status", "offline", 1, true);
        soon(() -> assertThat(statusesSaid()).endsWith("offline", "online"));

        JsonNode again = lastSaid();
        assertThat(again.get("epoch")).isEqualTo(birth.get("epoch"));
        assertThat(again.get("client_id").textValue()).isEqualTo(site.clientId());
        assertThat(again.get("instance_id").textValue()).isEqualTo("bfg_back");
    }

    @Test
    void shouldNotShoutBackAtSomebodyWhoInsists() {
        one(sites(Map.of("mooring.sites.a.url", broker.url())));
        awaitStatus("online");

        Instant begin = Instant.now();
        for (int i = 0; i < 20; i++) {
            peer.publish(prefix + "/backend/status", "{\"status\":\"offline\"}", 1, true);
        }

        soon(() -> assertThat(statusesSaid()).endsWith("online"));
        long seconds = Duration.between(begin, Instant.now()).toSeconds();
        assertThat(statusesSaid().stream().filter("online"::equals).count()).isLessThanOrEqualTo(seconds + 4);
    }

    @Test
    void shouldNotHandItsOwnStatusToItsHandlers() {
        Sites sites = make(Map.of("mooring.sites.a.url", broker.url()));
        Site site = sites.all().get(0);
        List<String> handled = new CopyOnWriteArrayList<>();
        site.subscribe(new TopicFilter(site.settings().below("#")), QoS.AT_LEAST_ONCE, (message, done) -> {
            handled.add(message.topic() + " " + message.payload());
            done.run();
        });
        start(sites);
        awaitStatus("online");

        soon(() -> {
            peer.publish(prefix + "/sensors/1", "20.5", 1, false);
            assertThat(handled).contains(prefix + "/sensors/1 20.5");
        });
        peer.publish(prefix + "/backend/status", "{\"status\":\"online\",\"client_id\":\"another\"}", 1, false);

        soon(() -> assertThat(handled).anyMatch(each -> each.contains("another")));
        assertThat(handled).noneMatch(each -> each.contains("\"client_id\":\"" + site.clientId()));
        assertThat(site.counts()).containsEntry("unhandled", 0L);
    }

    @Test
    void shouldCountWhatNobodyHandles() {
        Site site = one(sites(Map.of("mooring.sites.a.url", broker.url())));
        awaitStatus("online");

        soon(() -> {
            peer.publish(prefix + "/sensors/1", "20.5", 1, false);
            assertThat(site.counts().get("unhandled")).isPositive();
        });
        assertThat(registry.get("mqtt.messages.unhandled")
                        .tag("site", "a")
                        .counter()
                        .count())
                .isPositive();
    }

    @Test
    void shouldRefuseWhatIsNotItsOwnUnlessSomebodyAskedForIt() {
        String foreign = "foreign/" + prefix;
        Sites sites = make(Map.of(
                "mooring.sites.a.url",
                broker.url(),
                "mooring.sites.a.subscriptions",
                prefix + "/#," + foreign + "/#," + prefix + "2/#"));
        Site site = sites.all().get(0);
        List<String> handled = new CopyOnWriteArrayList<>();
        site.subscribe(new TopicFilter(foreign + "/asked"), QoS.AT_LEAST_ONCE, (message, done) -> {
            handled.add(message.payload().toString());
            done.run();
        });
        start(sites);
        awaitStatus("online");

        soon(() -> {
            peer.publish(foreign + "/asked", "yes", 1, false);
            assertThat(handled).isNotEmpty();
        });
        assertThat(site.counts()).containsEntry("refused", 0L);
        peer.publish(foreign + "/other", "no", 1, false);
        peer.publish(prefix + "2/sensors", "no", 1, false);
        peer.publish(prefix + "/own", "unhandled", 1, false);

        soon(() -> assertThat(site.counts()).containsEntry("refused", 2L).containsEntry("unhandled", 1L));
        soon(() -> assertThat(site.unacknowledged()).isZero());
    }

    @Test
    void shouldCountWhatItPublishes() {
        Site site = one(sites(Map.of("mooring.sites.a.url", broker.url())));
        peer.subscribe(prefix + "/out", 1);

        site.publish(message(prefix + "/out", "x")).await().atMost(Duration.ofSeconds(5));

        peer.awaitMessage(each -> each.text().equals("x"));
        assertThat(registry.get("mqtt.publish")
                        .tags("topic", "other", "status", "success")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void shouldKeepWhatHappenedToIt() {
        Site site = one(sites(Map.of("mooring.sites.a.url", broker.url())));

        assertThat(site.history()).extracting(StateChange::to).containsExactly("connecting", "connected");
        assertThat(site.history().get(0).from()).isEqualTo("disabled");
        assertThat(site.attempted()).isTrue();
        assertThat(site.lastConnected()).isPresent();
        assertThat(site.counts()).containsEntry("connected", 1L);
        assertThat(registry.get("mqtt.connection.state")
                        .tag("site", "a")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void shouldSayGoodbyeOnAllSitesTogether() {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < 30; i++) {
            values.put("mooring.sites.s" + i + ".url", broker.url());
            values.put("mooring.sites.s" + i + ".prefix", prefix + "/" + i);
        }
        Sites sites = start(make(values));
        soon(() -> assertThat(sites.all()).allMatch(Site::connected));
        soon(() -> assertThat(peer.allRetained(prefix + "/+/backend/status").values())
                .hasSize(30)
                .allMatch(each -> each.contains("\"online\"")));
        Instant begin = Instant.now();

        shutDown(sites);

        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(sites.all()).allMatch(site -> site.state().word().equals("stopped"));
        soon(() -> assertThat(peer.allRetained(prefix + "/+/backend/status").values())
                .hasSize(30)
                .allMatch(each -> each.contains("\"offline\"")));
    }

    @Test
    void shouldLeaveADisabledSiteAlone() {
        Sites sites = start(make(Map.of("mooring.sites.a.url", broker.url(), "mooring.sites.a.enabled", "false")));
        Site site = sites.all().get(0);

        site.reconnect();
        sites.announce(message(prefix + "/news", "x")).await().atMost(Duration.ofSeconds(5));

        assertThat(site.state().word()).isEqualTo("disabled");
        assertThat(site.history()).isEmpty();
        assertThat(registry.get("mqtt.publish.noop").counter().count()).isEqualTo(1);
    }

    @Test
    void shouldAnnounceNothingThroughADisabledDefaultSite() {
        Sites sites = start(
                make(Map.of("mooring.sites.default.url", broker.url(), "mooring.sites.default.enabled", "false")));

        sites.announce(message(prefix + "/news", "x")).await().atMost(Duration.ofSeconds(5));

        assertThat(registry.get("mqtt.publish.noop").counter().count()).isEqualTo(1);
    }

    @Test
    void shouldAnnounceOncePerBroker() {
        Sites sites = sites(Map.of(
                "mooring.sites.a.url", broker.url(),
                "mooring.sites.b.url", broker.url(),
                "mooring.sites.b.prefix", prefix + "/b"));
        peer.subscribe(prefix + "/news", 1);

        sites.announce(message(prefix + "/news", "x")).await().atMost(Duration.ofSeconds(5));

        peer.publish(prefix + "/news", "end", 1, false);
        peer.awaitMessage(each -> each.text().equals("end"));
        assertThat(peer.received().stream().map(Received::text)).containsExactly("x", "end");
    }

    @Test
    void shouldAnnounceToTheSitesThatAreNamedAlone() {
        try (TestBroker other = new ArtemisBroker()) {
            other.start();
            Sites sites = sites(Map.of(
                    "mooring.sites.a.url", other.url(),
                    "mooring.sites.default.url", other.url(),
                    "mooring.sites.default.client-id", prefix + "default",
                    "mooring.sites.b.url", broker.url(),
                    "mooring.sites.b.prefix", prefix + "/b"));
            try (Peer stranger = Peer.to(other.url()).connect()) {
                stranger.subscribe(prefix + "/news", 1);
                peer.subscribe(prefix + "/news", 1);

                sites.announce(message(prefix + "/news", "x"), List.of("b"))
                        .await()
                        .atMost(Duration.ofSeconds(5));

                peer.awaitMessage(each -> each.text().equals("x"));
                stranger.publish(prefix + "/news", "end", 1, false);
                stranger.awaitMessage(each -> each.text().equals("end"));
                assertThat(stranger.received().stream().map(Received::text)).containsExactly("end");
            }
            started.forEach(SitesOnBrokersTest::shutDown);
            started.clear();
        }
    }

    @Test
    void shouldBeOffWithoutASite() {
        Sites sites = start(make(Map.of()));

        sites.announce(message(prefix + "/news", "x")).await().atMost(Duration.ofSeconds(5));

        assertThat(sites.isOff()).isTrue();
        assertThat(registry.get("mqtt.publish.noop").counter().count()).isEqualTo(1);
        assertThat(registry.get("mqtt.enabled").gauge().value()).isZero();
    }

    @Test
    void shouldPublishNothingWhenToldSo() {
        peer.subscribe(prefix + "/#", 1);
        Sites sites = sites(Map.of("mooring.sites.a.url", broker.url(), "mooring.broadcast-type", "noop"));
        Site site = one(sites);

        site.publish(message(prefix + "/news", "x")).await().atMost(Duration.ofSeconds(5));
        sites.announce(message(prefix + "/news", "y")).await().atMost(Duration.ofSeconds(5));
        MqttSession apart = site.apart(new ClientId(prefix + "z"), new SessionListener() {}, begins -> talkative());
        apart.start();
        soon(() -> assertThat(apart.state()).isInstanceOf(ConnectionState.Connected.class));
        soon(() -> assertThat(apart.stop(Duration.ofSeconds(5)).isComplete()).isTrue());
        shutDown(sites);

        peer.publish(prefix + "/end", "end", 1, false);
        peer.awaitMessage(each -> each.text().equals("end"));
        assertThat(peer.received().stream().map(Received::text)).containsExactly("end");
        assertThat(site.publishes()).isFalse();
        assertThat(registry.get("mqtt.publish.noop").counter().count()).isEqualTo(2);
        assertThat(registry.get("mqtt.publish")
                        .tags("topic", "other", "status", "success")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    void shouldShowItsSitesToWhoeverAsksForThem() {
        List<String> seen = new ArrayList<>();
        Sites sites = make(Map.of("mooring.sites.a.url", broker.url(), "mooring.sites.b.url", broker.url()));

        sites.whenAdded(site -> seen.add(site.name()));

        assertThat(seen).containsExactly("a", "b");
        assertThat(sites.find("b")).get().extracting(Site::name).isEqualTo("b");
        assertThat(sites.find("c")).isEmpty();
    }

    // ---- hands

    /** Made, started, connected. */
    private Sites sites(Map<String, String> values) {
        Sites sites = start(make(values));
        soon(() -> assertThat(sites.all()).allMatch(Site::connected));
        return sites;
    }

    private static Site one(Sites sites) {
        return sites.all().get(0);
    }

    private Sites start(Sites sites) {
        started.add(sites);
        sites.start();
        return sites;
    }

    private Sites make(Map<String, String> given) {
        Map<String, String> values = new HashMap<>(
                Map.of("mooring.instance-id", "bfg_back", "mooring.defaults.protocol-version", version.toString()));
        if (given.containsKey("mooring.sites.a.url")) {
            values.put("mooring.sites.a.prefix", prefix);
            values.put("mooring.sites.a.client-id", prefix);
        }
        values.putAll(given);
        return TestSites.make(values, registry, vertx);
    }

    private static void shutDown(Sites sites) {
        TestSites.shutDown(sites);
    }

    private Optional<Presence> talkative() {
        return Optional.of(new Presence() {
            @Override
            public OutboundMessage will() {
                return message(prefix + "/apart", "will");
            }

            @Override
            public OutboundMessage birth(Instant now) {
                return message(prefix + "/apart", "birth");
            }

            @Override
            public OutboundMessage farewell(Instant now) {
                return message(prefix + "/apart", "farewell");
            }
        });
    }

    private static OutboundMessage message(String topic, String payload) {
        return new OutboundMessage(new TopicName(topic), Buffer.buffer(payload), QoS.AT_LEAST_ONCE, false);
    }

    /** What the broker keeps, as soon as it says that word. */
    private JsonNode awaitStatus(String word) {
        String topic = prefix + "/backend/status";
        if (peer.received().isEmpty()) {
            peer.subscribe(topic, 1);
        }
        return await("status " + word)
                .atMost(10, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> peer.retained(topic).map(SitesOnBrokersTest::json).filter(each -> says(each, word)),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static boolean says(JsonNode json, String word) {
        return json.path("status").asText().equals(word);
    }

    /** Not what the broker keeps: of two retained messages in quick succession Artemis may keep either. */
    private JsonNode lastSaid() {
        List<JsonNode> all = peer.received().stream()
                .filter(each -> each.topic().endsWith("/backend/status"))
                .map(each -> json(each.text()))
                .toList();
        return all.get(all.size() - 1);
    }

    private List<String> statusesSaid() {
        return peer.received().stream()
                .filter(each -> each.topic().endsWith("/backend/status"))
                .flatMap(each -> Stream.of("online", "offline").filter(each.text()::contains))
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text.startsWith("{") ? text : "{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void soon(ThrowingRunnable assertion) {
        await("soon")
                .atMost(10, TimeUnit.SECONDS)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(assertion);
    }
}
