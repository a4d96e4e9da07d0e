package dev.mooring.retained;

import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.OnEveryBrokerAndVersion;
import dev.mooring.broker.Peer;
import dev.mooring.broker.TestBroker;
import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.ConnectPacer;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.SessionOptions;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@OnEveryBrokerAndVersion
class RetainedMessagesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final AtomicInteger RUN = new AtomicInteger();

    private final Vertx vertx = Vertx.vertx();
    /** Below it everything belongs to this test. */
    private final String root = "r" + RUN.incrementAndGet();

    private final TestBroker broker;
    private final MqttVersion version;
    private final Peer peer;
    private final RetainedMessages messages;

    RetainedMessagesTest(TestBroker broker, MqttVersion version) {
        this.broker = broker;
        this.version = version;
        this.peer = Peer.to(broker.url()).connect();
        this.messages = new RetainedMessages(new Door(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void end() {
        peer.close();
        vertx.close();
    }

    @Test
    void shouldListWhatIsRetainedAndNothingElse() {
        retain("a", "1");
        retain("b/c", "22");
        peer.publish(root + "/d", "passing by", 1, false);

        assertThat(list(root + "/#")).isEqualTo(Map.of(root + "/a", "1", root + "/b/c", "22"));
        assertThat(list(root + "/+")).isEqualTo(Map.of(root + "/a", "1"));
        assertThat(list(root + "/x/#")).isEmpty();
    }

    @Test
    void shouldListMoreThanABrokerQueues() {
        for (int i = 0; i < 3_000; i++) {
            peer.publish(root + "/" + i, "payload", 0, true);
        }
        retain("last", "x");

        assertThat(list(root + "/#")).hasSize(3_001);
    }

    @Test
    void shouldTellTheQosOfAFew() {
        peer.publish(root + "/0", "x", 0, true);
        peer.publish(root + "/1", "x", 1, true);
        peer.publish(root + "/2", "x", 2, true);

        Map<String, QoS> qos = get(messages.qos(List.of(root + "/0", root + "/1", root + "/2", root + "/gone")));

        assertThat(qos)
                .containsOnly(
                        Map.entry(root + "/0", QoS.AT_MOST_ONCE),
                        Map.entry(root + "/1", QoS.AT_LEAST_ONCE),
                        Map.entry(root + "/2", QoS.EXACTLY_ONCE));
    }

    @Test
    void shouldPurgeWhatIsMeantAndLeaveTheRestAsItWas() {
        retain("meant/1", "old");
        retain("meant/2", "old");
        retain("meant/keep", "old");
        retain("meant/other", "new");
        retain("else", "old");
        Selection selection = new Selection(
                new TopicFilter(root + "/meant/#"),
                List.of(new TopicFilter(root + "/+/keep")),
                Optional.of(Pattern.compile("^old$")),
                Optional.empty(),
                message -> false);

        PurgeReport report = purge(selection, false);

        assertThat(report.found()).isEqualTo(4);
        assertThat(report.selected()).isEqualTo(2);
        assertThat(report.kept()).isEqualTo(1);
        assertThat(report.unmatched()).isEqualTo(1);
        assertThat(report.purged()).isEqualTo(2);
        assertThat(report.asAsked()).isTrue();
        assertThat(list(root + "/#"))
                .isEqualTo(Map.of(root + "/meant/keep", "old", root + "/meant/other", "new", root + "/else", "old"));
    }

    @Test
    void shouldChangeNothingInADryRun() {
        retain("a", "1");
        Map<String, String> before = list(root + "/#");

        PurgeReport report = purge(Selection.of(new TopicFilter(root + "/#")), true);

        assertThat(report.selected()).isEqualTo(1);
        assertThat(report.purged()).isZero();
        assertThat(list(root + "/#")).isEqualTo(before);
    }

    @Test
    void shouldGoByTheTimeInThePayload() {
        retain("young", "{\"timestamp\":" + NOW.minusSeconds(30).toEpochMilli() + "}");
        retain("old", "{\"x\":{\"ts\":1},\"ts\":" + NOW.minusSeconds(90).getEpochSecond() + ".5}");
        retain("iso", "{\"timestamp\":\"2026-11-21T11:58:00+02:00\"}");
        retain("none", "{\"time\":1}");
        retain("text", "hello");
        Selection selection = new Selection(
                new TopicFilter(root + "/#"),
                List.of(),
                Optional.empty(),
                Optional.of(Duration.ofMinutes(1)),
                message -> false);

        PurgeReport report = purge(selection, false);

        assertThat(report.purged()).isEqualTo(2);
        assertThat(report.young()).isEqualTo(1);
        assertThat(report.withoutTime()).isEqualTo(2);
        assertThat(list(root + "/#")).containsOnlyKeys(root + "/young", root + "/none", root + "/text");
    }

    @Test
    void shouldPurgeManyInBatches() {
        for (int i = 0; i < 250; i++) {
            peer.publish(root + "/" + i, "payload", i % 3, true);
        }

        PurgeReport report = purge(Selection.of(new TopicFilter(root + "/#")), false);

        assertThat(report.purged()).isEqualTo(250);
        assertThat(list(root + "/#")).isEmpty();
    }

    /** The newest value that somebody published must be there in the end, whenever it came. */
    @Test
    void shouldNotDeleteWhatSomebodyPublishesMeanwhile() throws InterruptedException {
        int topics = 60;
        for (int i = 0; i < topics; i++) {
            retain(String.valueOf(i), "0");
        }
        Map<String, String> newest = new ConcurrentHashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        Thread publisher = new Thread(() -> {
            try (Peer busy = Peer.to(broker.url()).connect()) {
                for (int n = 1; !over.get(); n++) {
                    String topic = root + "/" + (n * 7) % topics;
                    busy.publish(topic, String.valueOf(n), 1, true);
                    newest.put(topic, String.valueOf(n));
                }
            }
        });
        publisher.start();
        await().until(() -> newest.size() == topics);

        PurgeReport report = purge(Selection.of(new TopicFilter(root + "/#")), false);
        over.set(true);
        publisher.join(10_000);

        assertThat(report.failed()).isZero();
        assertThat(newest).isNotEmpty();
        assertThat(list(root + "/#")).containsAllEntriesOf(newest);
    }

    @Test
    void shouldTakeBytesThatAreNoTextAndLargeOnes() {
        byte[] large = new byte[900_000];
        new Random(1).nextBytes(large);
        peer.publish(root + "/large", large, 1, true);
        peer.publish(root + "/binary", new byte[] {0, (byte) 0xff, 1}, 1, true);

        PurgeReport report = purge(Selection.of(new TopicFilter(root + "/#")), false);

        assertThat(report.purged()).isEqualTo(2);
        assertThat(list(root + "/#")).isEmpty();
    }

    @Test
    void shouldSayWhenTheBrokerIsNotThere() {
        Future<Listing.End> list = new RetainedMessages(new Door("mqtt://127.0.0.1:1"), Clock.systemUTC())
                .list(new TopicFilter("#"), (message, done) -> done.run());

        assertThatThrownBy(() -> get(list)).hasRootCauseInstanceOf(RetainedException.class);
    }

    private void retain(String topic, String payload) {
        peer.publish(root + "/" + topic, payload, 1, true);
    }

    private Map<String, String> list(String filter) {
        Map<String, String> found = new ConcurrentHashMap<>();
        Listing.End end = get(messages.list(new TopicFilter(filter), (message, done) -> {
            found.put(message.topic().value(), message.payload().toString(StandardCharsets.UTF_8));
            done.run();
        }));
        assertThat(end.marked()).isTrue();
        assertThat(end.count()).isEqualTo(found.size());
        return found;
    }

    private PurgeReport purge(Selection selection, boolean dryRun) {
        return get(messages.purge(selection, 100_000, dryRun, done -> {}));
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("no answer", e);
        }
    }

    private final class Door implements BrokerDoor {
        private final AtomicInteger last = new AtomicInteger();
        private final Context context = vertx.getOrCreateContext();
        private final String url;

        Door() {
            this(broker.url());
        }

        Door(String url) {
            this.url = url;
        }

        @Override
        public Context context() {
            return context;
        }

        @Override
        public String nextClientId() {
            return root + "-" + last.incrementAndGet();
        }

        @Override
        public MqttSession open(String clientId, SessionListener listener) {
            SessionOptions options = SessionOptions.to(BrokerUrl.parse(url), new ClientId(clientId))
                    .withProtocolVersion(version == MqttVersion.V5 ? ProtocolVersion.V5 : ProtocolVersion.V3_1_1)
                    .withCleanSession(true)
                    .withSessionExpiry(Duration.ZERO);
            MqttSession.Environment environment = new MqttSession.Environment(
                    vertx, new ConnectPacer(0, System::nanoTime), Clock.systemUTC(), new Random());
            return new MqttSession(environment, context, options, listener);
        }
    }
}
