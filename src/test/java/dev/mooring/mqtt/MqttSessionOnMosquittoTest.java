package dev.mooring.mqtt;

import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.Peer;
import dev.mooring.broker.Received;
import dev.mooring.broker.TcpProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.mooring.mqtt.LiveSession.done;
import static dev.mooring.mqtt.LiveSession.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What needs a broker that can be frozen, read, and told whom to refuse. */
@EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MosquittoBroker.MISSING)
class MqttSessionOnMosquittoTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final List<String> PLUGIN_DIRECTORIES = List.of(
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib",
            "/usr/lib64",
            "/usr/local/lib",
            "/opt/homebrew/lib");

    /** Everybody may subscribe everything but one filter. */
    private static final String RULES = """
            {"defaultACLAccess": {"publishClientSend": true, "publishClientReceive": true,
                                  "subscribe": true, "unsubscribe": true},
             "anonymousGroup": "anybody",
             "clients": [],
             "groups": [{"groupname": "anybody", "roles": [{"rolename": "careful"}]}],
             "roles": [{"rolename": "careful",
                        "acls": [{"acltype": "subscribeLiteral", "topic": "plant/#", "allow": false}]}]}
            """;

    private static Vertx vertx = Vertx.vertx();

    private final List<LiveSession> sessions = new ArrayList<>();

    @BeforeAll
    static void startEventLoops() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopEventLoops() {
        vertx.close();
    }

    @AfterEach
    void end() {
        sessions.forEach(each -> each.session().stop(Duration.ofMillis(100)));
    }

    @Test
    void shouldAcknowledgeInTheOrderOfArrivalAndOnlyWhatIsDone() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start();
                Peer peer = Peer.to(broker.url()).connect()) {
            LiveSession session = session(LiveSession.to(vertx, broker.url()).clientId("me"));
            LiveSession.Keeper keeper = session.subscribe("t", false);
            session.connect();
            session.publish("subscribed", "x");
            for (String payload : List.of("a", "b", "c")) {
                peer.publish("t", payload, 1, false);
            }
            keeper.awaitPayloads("a", "b", "c");

            keeper.done(2);
            keeper.done(1);
            session.publish("marker", "x");
            assertThat(broker.logged("Received PUBACK from me")).isZero();

            keeper.done(0);
            soon(() -> assertThat(broker.log()
                            .lines()
                            .filter(line -> line.contains("Received PUBACK from me"))
                            .map(line -> line.replaceFirst(".*(Mid: \\d+).*", "$1")))
                    .containsExactly("Mid: 1", "Mid: 2", "Mid: 3"));
        }
    }

    /** What is under way before makes the event loop look at the queue at any moment. */
    @Test
    void shouldSendBehindTheSubscribeWhatTheSameThreadPublishesAfterIt() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start()) {
            LiveSession session =
                    session(LiveSession.to(vertx, broker.url()).clientId("me")).connect();
            List<LiveSession.Keeper> keepers = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                session.send("other", "x");
                keepers.add(session.subscribe("question/" + i, true));
                session.send("question/" + i, "?");
            }

            keepers.forEach(each -> each.awaitPayloads("?"));
        }
    }

    @Test
    void shouldStopWithinTheDeadlineAlthoughTheBrokerIsFrozen() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start()) {
            LiveSession session = session(
                            LiveSession.to(vertx, broker.url()).clientId("me").statusTopic("status"))
                    .connect();
            broker.freeze();
            Future<Void> stuck = session.send("t", "a");
            Instant begin = Instant.now();

            StopOutcome outcome = session.stop(Duration.ofMillis(300));

            assertThat(outcome).isEqualTo(new StopOutcome(false, 1, 0));
            assertThat(Duration.between(begin, Instant.now())).isBetween(Duration.ofMillis(290), LONG);
            assertThat(stuck.cause()).hasMessage("not published to t: the session stopped");

            broker.thaw();
            // The farewell, or the will: a broker that answers into the closed socket does not read on.
            try (Peer peer = Peer.to(broker.url()).connect()) {
                soon(() -> assertThat(peer.retained("status").orElseThrow()).isIn("offline", "gone"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRecoverFromRefusedCredentialsWhenTheyAreCorrected(MqttVersion version, @TempDir Path directory)
            throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "wrong");
        try (MosquittoBroker broker =
                MosquittoBroker.builder().user("me", "secret").start()) {
            LiveSession session = session(LiveSession.to(vertx, broker.url())
                    .version(version.toString())
                    .credentials(() -> Optional.of(new Credentials("me", read(file)))));
            session.session().start();
            assertThat(session.awaitEntered(ConnectionState.Misconfigured.class).cause())
                    .isEqualTo(broker.url() + " refused the connection: "
                            + (version == MqttVersion.V5 ? "0x87 not authorized" : "not authorized"));

            Files.writeString(file, "secret");

            session.awaitState(ConnectionState.Connected.class);
            assertThat(session.log().words()).doesNotContain("backing-off");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellThatASubscriptionWasRefused(MqttVersion version, @TempDir Path directory) throws IOException {
        // The rules of an acl_file never refuse to subscribe; those of this plugin do.
        Optional<Path> plugin = PLUGIN_DIRECTORIES.stream()
                .map(each -> Path.of(each, "mosquitto_dynamic_security.so"))
                .filter(Files::isReadable)
                .findFirst();
        assumeThat(plugin).as("mosquitto's dynamic security plugin").isPresent();
        Path rules = Files.writeString(directory.resolve("rules.json"), RULES);
        try (MosquittoBroker broker = MosquittoBroker.builder()
                .line("plugin " + plugin.orElseThrow())
                .line("plugin_opt_config_file " + rules)
                .start()) {
            LiveSession session = session(LiveSession.to(vertx, broker.url()).version(version.toString()));
            LiveSession.Keeper wide = session.subscribe("plant/#", true);
            LiveSession.Keeper open = session.subscribe("plant/open", true);
            session.connect();

            soon(() -> assertThat(session.log().events()).containsExactly("refused plant/#"));
            session.publish("subscribed", "x");
            session.publish("plant/open", "x");
            open.awaitPayloads("x");
            wide.awaitPayloads("x");
        }
    }

    @Test
    void shouldRefuseWhatIsTooLargeForTheBrokerAndGoOn() {
        try (MosquittoBroker broker =
                MosquittoBroker.builder().line("max_packet_size 5000").start()) {
            LiveSession session = session(LiveSession.to(vertx, broker.url())).connect();

            Future<Void> large = session.send("t", "x".repeat(5000));
            session.publish("t", "small");

            assertThat(large.cause())
                    .hasMessage("not published to t: larger than max-packet-size")
                    .isInstanceOf(PublishException.class);
            assertThat(session.log().words()).containsExactly("connecting", "connected");
            assertThat(session.session().unpublished()).isZero();
        }
    }

    @Test
    void shouldPublishAtTheBestQosTheBrokerOffers() {
        try (MosquittoBroker broker =
                        MosquittoBroker.builder().line("max_qos 1").start();
                Peer peer = Peer.to(broker.url()).connect()) {
            peer.subscribe("t", 2);
            LiveSession session = session(LiveSession.to(vertx, broker.url())).connect();

            done(session.send("t", "a", QoS.EXACTLY_ONCE));

            assertThat(peer.awaitMessage(each -> each.text().equals("a")).qos()).isEqualTo(1);
            assertThat(session.log().words()).containsExactly("connecting", "connected");
        }
    }

    /** The server's keep-alive holds (MQTT 5.0, section 3.2.2.3.14): with ours, there would be no PINGREQ in time. */
    @Test
    void shouldPingAsOftenAsTheBrokerWants() {
        try (MosquittoBroker broker =
                MosquittoBroker.builder().line("max_keepalive 10").start()) {
            LiveSession session = session(
                            LiveSession.to(vertx, broker.url()).clientId("me").keepAlive(Duration.ofHours(1)))
                    .connect();

            LiveSession.within(Duration.ofSeconds(30), () -> assertThat(broker.logged("Received PINGREQ from me"))
                    .isPositive());

            assertThat(session.log().words()).containsExactly("connecting", "connected");
        }
    }

    @Test
    void shouldTakeTwoClosedConnectionsForATakeover() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start()) {
            LiveSession.Options options =
                    LiveSession.to(vertx, broker.url()).clientId("me").cooldown(Duration.ofHours(1));
            LiveSession one = session(options).connect();
            LiveSession other = session(options);
            other.session().start();

            soon(() -> assertThat(Stream.of(one, other)
                            .map(each -> each.session().state().word()))
                    .containsExactlyInAnyOrder("connected", "cooling-down"));

            LiveSession away = one.session().state() instanceof ConnectionState.CoolingDown ? one : other;
            assertThat(away.log().events())
                    .containsExactly("disconnected CLOSED_BY_PEER", "disconnected CLOSED_BY_PEER", "taken over");
        }
    }

    @Test
    void shouldNoticeASilentLinkAndHaveItsWillPublished() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start();
                TcpProxy proxy = TcpProxy.to(broker);
                Peer peer = Peer.to(broker.url()).connect()) {
            LiveSession session = session(LiveSession.to(vertx, proxy.url())
                            .statusTopic("status")
                            .keepAlive(SECOND))
                    .connect();
            peer.subscribe("status", 1);
            proxy.silence(true);
            Instant begin = Instant.now();

            session.awaitEntered(ConnectionState.BackingOff.class);
            Duration noticed = Duration.between(begin, Instant.now());
            peer.awaitMessage(each -> each.text().equals("gone"));

            // Within 1.5 times after the last byte that came, which was up to one time before the silence.
            assertThat(noticed).isBetween(Duration.ofMillis(400), LONG);
            assertThat(session.log().events()).containsExactly("disconnected KEEP_ALIVE_TIMEOUT");
            proxy.silence(false);
            session.awaitState(ConnectionState.Connected.class, Duration.ofSeconds(15));
            soon(() -> assertThat(peer.retained("status")).contains("online"));
        }
    }

    @Test
    void shouldNoticeASilentLinkThatTakesNoMoreBytes() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start();
                TcpProxy proxy = TcpProxy.to(broker)) {
            LiveSession session = session(LiveSession.to(vertx, proxy.url()).keepAlive(SECOND))
                    .connect();
            proxy.silence(true);
            // More than all buffers on the way hold together: neither DISCONNECT nor anything else gets through.
            String large = "x".repeat(1_000_000);
            for (int i = 0; i < 40; i++) {
                session.send("t", large);
            }

            assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                    .contains("1.5 times the keep-alive");
            assertThat(session.log().events()).containsExactly("disconnected KEEP_ALIVE_TIMEOUT");
        }
    }

    @Test
    void shouldLeaveNoWillBehindADisconnect() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start();
                Peer peer = Peer.to(broker.url()).connect()) {
            peer.subscribe("#", 1);
            LiveSession session = session(LiveSession.to(vertx, broker.url()).statusTopic("status"))
                    .connect();

            session.session().reconnect();
            session.awaitConnections(2);
            session.stop(LONG);

            peer.publish("marker", "end", 1, false);
            peer.awaitMessage(each -> each.text().equals("end"));
            assertThat(peer.received().stream().map(Received::text))
                    .containsExactly("online", "online", "offline", "end");
            assertThat(session.log().events()).containsExactly("disconnected REQUESTED", "disconnected REQUESTED");
        }
    }

    @Test
    void shouldKeepAnIdleConnection() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start()) {
            LiveSession session = session(
                            LiveSession.to(vertx, broker.url()).clientId("me").keepAlive(SECOND))
                    .connect();

            soon(() -> assertThat(broker.logged("Received PINGREQ from me")).isGreaterThanOrEqualTo(3));

            assertThat(session.log().words()).containsExactly("connecting", "connected");
        }
    }

    @Test
    void shouldPaceTheConnectsOfManySessions() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start()) {
            ConnectPacer pacer = new ConnectPacer(20, System::nanoTime);
            List<LiveSession> many = IntStream.range(0, 50)
                    .mapToObj(i -> session(LiveSession.to(vertx, broker.url()).pacer(pacer)))
                    .toList();
            Instant begin = Instant.now();
            many.forEach(each -> each.session().start());

            many.forEach(each -> each.awaitState(ConnectionState.Connected.class));

            // 50 at 20 a second: the last one's turn comes after 49 twentieths, however slow the machine is.
            assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofMillis(2_400));
        }
    }

    @Test
    void shouldStopManySessionsTogether() {
        try (MosquittoBroker broker = MosquittoBroker.builder().start();
                Peer peer = Peer.to(broker.url()).connect()) {
            List<LiveSession> many = IntStream.range(0, 100)
                    .mapToObj(i -> session(LiveSession.to(vertx, broker.url()).statusTopic("status/" + i)))
                    .toList();
            many.forEach(each -> each.session().start());
            many.forEach(each -> each.awaitState(ConnectionState.Connected.class));
            Instant begin = Instant.now();

            List<Future<StopOutcome>> stops =
                    many.stream().map(each -> each.session().stop(LONG)).toList();

            stops.forEach(each -> assertThat(done(each).clean()).isTrue());
            assertThat(Duration.between(begin, Instant.now())).isLessThan(LONG);
            assertThat(peer.allRetained("status/+").values()).hasSize(100).containsOnly("offline");
        }
    }

    private LiveSession session(LiveSession.Options options) {
        LiveSession session = options.make();
        sessions.add(session);
        return session;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
