package dev.mooring.worker;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import dev.mooring.site.Sites;
import dev.mooring.site.TestSites;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What workers say, and what they may not be called. */
class CardTest {

    private static final Instant NOW = Instant.ofEpochMilli(1_702_123_456_789L);
    private static final WorkerSettings SETTINGS =
            new WorkerSettings("inference/workers", Duration.ofSeconds(30), Duration.ofSeconds(90), Set.of(), 2, 10);

    @Test
    void shouldSayItAsTheDocumentDoes() {
        byte[] payload = new Card.Known("worker-1", List.of("image_resize"), 1).at(NOW);

        assertThat(new String(payload, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"id\":\"worker-1\",\"capabilities\":[\"image_resize\"],\"idle_count\":1,\"timestamp\":1702123456789}");
        assertThat(Card.read(payload, "worker-1")).isEqualTo(new Card.Known("worker-1", List.of("image_resize"), 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"a\",\"capabilities\":[]}",
                "{\"id\":\"a\",\"capabilities\":[],\"idle_count\":null,\"more\":{\"x\":1}}"
            })
    void shouldTakeLessAndMoreThanItNeeds(String payload) {
        assertThat(read(payload)).isEqualTo(new Card.Known("a", List.of(), null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    online                                        | JSON
                    [1]                                           | object
                    {"capabilities":[]}                           | id
                    {"id":"b","capabilities":[]}                  | id
                    {"id":"a"}                                    | capabilities
                    {"id":"a","capabilities":"x"}                 | capabilities
                    {"id":"a","capabilities":[1]}                 | capabilities
                    {"id":"a","capabilities":{"x":"y"}}           | capabilities
                    {"id":"a","capabilities":[],"idle_count":-1}  | idle_count
                    {"id":"a","capabilities":[],"idle_count":"1"} | idle_count
                    """)
    void shouldSayWhatIsWrongWithoutQuotingIt(String payload, String what) {
        assertThat(read(payload)).isInstanceOfSatisfying(Card.Unreadable.class, card -> assertThat(card.why())
                .contains(what));
    }

    @Test
    void shouldNotLookAtWhatIsTooLarge() {
        String large = "{\"id\":\"a\",\"capabilities\":[\"" + "x".repeat(9_000) + "\"]}";

        assertThat(read(large)).isInstanceOf(Card.Unreadable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "w/a, -89000, true",
        "w/a, -90000, false",
        "w/a, 60000, true",
        "w/a, 90000, false",
        "w/a/b, 0, false",
        "v/a, 0, false"
    })
    void shouldKeepWhatLiveWorkersSay(String topic, long age, boolean kept) {
        LiveWorkers rule = LiveWorkers.below("w", Duration.ofSeconds(90));
        String payload = "{\"id\":\"a\",\"timestamp\":" + NOW.plusMillis(age).toEpochMilli() + "}";

        assertThat(rule.keeps(message(topic, payload), NOW)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"timestamp\":\"yesterday\"}", "x"})
    void shouldNotKeepWhatHasNoTime(String payload) {
        assertThat(LiveWorkers.below("w", Duration.ofSeconds(90)).keeps(message("w/a", payload), NOW))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a+", "#", "a\u0000", "a\nb", "\ud800"})
    void shouldRefuseWhatIsNoName(String id) {
        withWorkers(workers -> assertThatThrownBy(() -> workers.registerWorker(id, List.of()))
                .isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void shouldRefuseWhatIsTooMuch() {
        withWorkers(workers -> {
            assertThatThrownBy(() -> workers.registerWorker("x".repeat(129), List.of()))
                    .hasMessageContaining("128 bytes");
            assertThatThrownBy(() -> workers.registerWorker("a", List.of("x".repeat(8_200))))
                    .hasMessageContaining("8192 bytes");
            assertThatThrownBy(() -> workers.registerWorker("nowhere", "a", List.of()))
                    .hasMessageContaining("no site 'nowhere'");
            assertThatThrownBy(() -> workers.registerWorker("off", "a", List.of()))
                    .hasMessageContaining("disabled");
            workers.registerWorker("on", "a", List.of());
            workers.registerWorker("on", "b", List.of());
            assertThatThrownBy(() -> workers.registerWorker("on", "c", List.of()))
                    .hasMessageContaining("max-registrations");
            assertThatThrownBy(() -> workers.registerWorker("c", List.of())).hasMessageContaining("name the site");
        });
    }

    @Test
    void shouldDoNothingWithoutASite() {
        Vertx vertx = Vertx.vertx();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Workers workers = new Workers(TestSites.make(Map.of(), registry, vertx), SETTINGS, registry);

        WorkerRegistration worker = workers.registerWorker("a", List.of());
        worker.close().await().atMost(Duration.ofSeconds(5));

        assertThat(worker.connected()).isFalse();
        assertThat(worker.topic()).isEqualTo("inference/workers/a");
        assertThat(registry.get("mqtt.publish.noop").counter().count()).isEqualTo(2);
        vertx.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/+", "a/#", "/a", "a/", "$SYS/a"})
    void shouldRefuseAWrongPrefix(String prefix) {
        assertThatThrownBy(() ->
                        new WorkerSettings(prefix, Duration.ofSeconds(30), Duration.ofSeconds(90), Set.of(), 1, 1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("mooring.workers.capability-topic-prefix: ");
    }

    @ParameterizedTest
    @CsvSource({"PT0.01S, PT1M, refresh-interval", "PT30S, PT30S, stale-after"})
    void shouldRefuseWrongTimes(Duration refresh, Duration stale, String key) {
        assertThatThrownBy(() -> new WorkerSettings("w", refresh, stale, Set.of(), 1, 1))
                .hasMessageStartingWith("mooring.workers." + key + ": ");
    }

    private static void withWorkers(Consumer<Workers> test) {
        Vertx vertx = Vertx.vertx();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Sites sites = TestSites.make(
                Map.of(
                        "mooring.instance-id", "test",
                        "mooring.sites.on.url", "mqtt://127.0.0.1:1",
                        "mooring.sites.off.url", "mqtt://127.0.0.1:1",
                        "mooring.sites.off.enabled", "false"),
                registry,
                vertx);
        Workers workers = new Workers(sites, SETTINGS, registry);
        try {
            test.accept(workers);
        } finally {
            workers.stop().await().atMost(Duration.ofSeconds(5));
            vertx.close();
        }
    }

    private static Card read(String payload) {
        return Card.read(payload.getBytes(StandardCharsets.UTF_8), "a");
    }

    private static InboundMessage message(String topic, String payload) {
        return new InboundMessage(new TopicName(topic), Buffer.buffer(payload), QoS.AT_LEAST_ONCE, true, false);
    }
}
