package dev.mooring.retained;

import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.OnEveryBrokerAndVersion;
import dev.mooring.broker.Peer;
import dev.mooring.broker.TcpProxy;
import dev.mooring.broker.TestBroker;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Future;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static dev.mooring.retained.TestDoor.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@OnEveryBrokerAndVersion
class RetainedMessagesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final AtomicInteger RUN = new AtomicInteger();
    private static final int LONGEST_TOPIC = 65_535;

    /** One for all tests on a broker: connecting takes longer than most of them. */
    private static final Map<String, Peer> PEERS = new ConcurrentHashMap<>();

    private final TestBroker broker;
    private final MqttVersion version;
    private final Peer peer;
    private final RetainedMessages messages;
    /** Below it everything belongs to one test. */
    private final String root = "r" + RUN.incrementAndGet();

    RetainedMessagesTest(TestBroker broker, MqttVersion version) {
        this.broker = broker;
        this.version = version;
        this.peer = PEERS.computeIfAbsent(broker.url(), url -> Peer.to(url).connect());
        this.messages = new RetainedMessages(new TestDoor(broker.url(), version), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterAll
    static void end() {
        PEERS.values().forEach(Peer::close);
        PEERS.clear();
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
        for (int i = 0; i < 1_500; i++) {
            peer.publish(root + "/" + i, "payload", 0, true);
        }
        retain("last", "x");

        assertThat(list(root + "/#")).hasSize(1_501);
    }

    /** Longer than any broker may be silent that gives us nothing to know the end by. */
    @Test
    void shouldWaitForWhatASlowNetworkBrings() {
        retain("a", "1");
        try (TcpProxy network = TcpProxy.to(broker)) {
            network.delay(TcpProxy.Direction.DOWN, Duration.ofMillis(400));

            Listing.End end = get(through(network).list(new TopicFilter(root + "/#"), (message, done) -> done.run()));

            assertThat(end).isEqualTo(new Listing.End(1, true));
        }
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
        for (int i = 0; i < 120; i++) {
            peer.publish(root + "/" + i, "payload", i % 3, true);
        }

        PurgeReport report = purge(Selection.of(new TopicFilter(root + "/#")), false);

        assertThat(report.purged()).isEqualTo(120);
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

    /** The same, with nothing left to chance: the new value is at the broker when we have seen the old one, and before us. */
    @Test
    void shouldPutBackWhatADeletionOvertook() {
        retain("a", "old");
        try (TcpProxy network = TcpProxy.to(broker);
                Peer watcher = Peer.to(broker.url()).connect()) {
            watcher.subscribe("mooring/markers/#", 1);
            watcher.subscribe(root + "/#", 1);
            Selection selection = new Selection(
                    new TopicFilter(root + "/#"), List.of(), Optional.empty(), Optional.empty(), message -> {
                        network.delay(TcpProxy.Direction.DOWN, Duration.ofMillis(500));
                        return false;
                    });

            Future<PurgeReport> purge = through(network).purge(selection, 10, false, done -> {});
            // Two end the list; the third follows the look before the deletion.
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> watcher.received().stream()
                                    .filter(message -> message.topic().startsWith("mooring/markers/"))
                                    .count()
                            == 3);
            watcher.publish(root + "/a", "new", 1, true);
            watcher.awaitMessage(message -> message.text().isEmpty());
            network.delay(TcpProxy.Direction.DOWN, Duration.ZERO);

            assertThat(get(purge).changed()).isEqualTo(1);
        }
        assertThat(list(root + "/#")).isEqualTo(Map.of(root + "/a", "new"));
    }

    @Test
    void shouldTakeBytesThatAreNoTextAndLargeOnes() {
        byte[] large = new byte[1 << 20];
        new Random(1).nextBytes(large);
        peer.publish(root + "/large", large, 1, true);
        peer.publish(root + "/binary", new byte[] {0, (byte) 0xff, 1}, 1, true);
        retain("nothing", ""); // which is how MQTT deletes

        PurgeReport report = purge(Selection.of(new TopicFilter(root + "/#")), false);

        assertThat(report.found()).isEqualTo(2);
        assertThat(report.purged()).isEqualTo(2);
        assertThat(list(root + "/#")).isEmpty();
    }

    @Test
    void shouldPurgeTheLongestTopicThereIs() {
        String topic = root + "/" + "x".repeat(LONGEST_TOPIC - root.length() - 1);
        try (Peer writer = Peer.to(broker.url()).connect()) {
            writer.publish(topic, "long", 1, true);
        } catch (IllegalStateException refused) {
            Assumptions.abort("not here: the broker refuses a topic of 65,535 bytes");
        }

        assertThat(purge(Selection.of(new TopicFilter(root + "/#")), false).purged())
                .isEqualTo(1);
        assertThat(list(root + "/#")).isEmpty();
    }

    @Test
    void shouldLeaveWhatIsUndecidedAndSaySo() {
        retain("bad", "a".repeat(60));
        retain("good", "aaac");
        Selection selection = new Selection(
                new TopicFilter(root + "/#"),
                List.of(),
                Optional.of(Pattern.compile("^(a+)+\\1c$")),
                Optional.empty(),
                message -> false);

        PurgeReport report = purge(selection, false);

        assertThat(report.purged()).isEqualTo(1);
        assertThat(report.undecided()).isEqualTo(1);
        assertThat(report.asAsked()).isFalse();
        assertThat(list(root + "/#")).containsOnlyKeys(root + "/bad");
    }

    // ---- connections that die

    @Test
    void shouldGoOnWhenTheConnectionDiesInTheMiddleOfAPurge() {
        for (int i = 0; i < 60; i++) {
            peer.publish(root + "/" + i, "payload", 0, true);
        }
        retain("last", "payload");
        try (TcpProxy network = TcpProxy.to(broker)) {
            AtomicInteger cuts = new AtomicInteger();

            PurgeReport report =
                    get(through(network).purge(Selection.of(new TopicFilter(root + "/#")), 40, false, done -> {
                        cuts.incrementAndGet();
                        network.cut();
                    }));

            assertThat(cuts.get()).isEqualTo(2);
            assertThat(network.accepted()).isGreaterThanOrEqualTo(2);
            assertThat(report.purged() + report.gone()).isEqualTo(61);
            assertThat(report.asAsked()).isTrue();
        }
        assertThat(list(root + "/#")).isEmpty();
    }

    @Test
    void shouldGoOnWhenTheConnectionDiesBetweenDeletionAndProof() {
        retain("a", "payload");
        try (TcpProxy network = TcpProxy.to(broker);
                Peer watcher = Peer.to(broker.url()).connect()) {
            watcher.subscribe(root + "/#", 1);
            Future<PurgeReport> purge =
                    through(network).purge(Selection.of(new TopicFilter(root + "/#")), 10, false, done -> {});
            await().pollInterval(Duration.ofMillis(1)).until(() -> watcher.received().stream()
                    .anyMatch(message -> message.text().isEmpty()));
            network.cut();

            PurgeReport report = get(purge);
            assertThat(report.purged() + report.gone()).isEqualTo(1);
            assertThat(report.asAsked()).isTrue();
        }
        assertThat(list(root + "/#")).isEmpty();
    }

    @Test
    void shouldNeverTakeHalfAListForAWholeOne() {
        for (int i = 0; i < 20; i++) {
            peer.publish(root + "/" + i, "payload", 0, true);
        }
        retain("last", "payload");
        try (TcpProxy network = TcpProxy.to(broker)) {
            Future<Listing.End> list = through(network).list(new TopicFilter(root + "/#"), (message, done) -> {
                network.cut();
                done.run();
            });
            Future<PurgeReport> purge = through(network)
                    .purge(
                            new Selection(
                                    new TopicFilter(root + "/#"),
                                    List.of(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    message -> {
                                        network.cut();
                                        return false;
                                    }),
                            10,
                            false,
                            done -> {});

            assertThatThrownBy(() -> get(list)).hasRootCauseInstanceOf(RetainedException.class);
            assertThatThrownBy(() -> get(purge)).hasRootCauseInstanceOf(RetainedException.class);
        }
        assertThat(list(root + "/#")).hasSize(21);
    }

    private RetainedMessages through(TcpProxy network) {
        return new RetainedMessages(new TestDoor(network.url(), version), Clock.fixed(NOW, ZoneOffset.UTC));
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
}
