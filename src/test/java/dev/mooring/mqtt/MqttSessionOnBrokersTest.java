package dev.mooring.mqtt;

import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.OnEveryBrokerAndVersion;
import dev.mooring.broker.Peer;
import dev.mooring.broker.Received;
import dev.mooring.broker.TcpProxy;
import dev.mooring.broker.TestBroker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static dev.mooring.mqtt.LiveSession.done;
import static dev.mooring.mqtt.LiveSession.soon;
import static org.assertj.core.api.Assertions.assertThat;

/** What a session does in either version of the protocol, with brokers that others wrote. */
@OnEveryBrokerAndVersion
class MqttSessionOnBrokersTest extends SessionsOnBrokers {

    MqttSessionOnBrokersTest(TestBroker broker, MqttVersion version) {
        super(broker, version);
    }

    @Test
    void shouldPublishAndReceive() {
        LiveSession session = connected(broker.url());
        LiveSession.Keeper keeper = session.subscribe(topic + "/in", true);
        peer.subscribe(topic + "/out", 1);

        soon(() -> {
            peer.publish(topic + "/in", "hello", 1, false);
            assertThat(keeper.payloads()).contains("hello");
        });
        session.publish(topic + "/out", "answer");

        InboundMessage message = keeper.messages().get(0);
        assertThat(message.topic()).hasToString(topic + "/in");
        assertThat(message.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
        assertThat(message.retained()).isFalse();
        Received answer = peer.awaitMessage(each -> each.text().equals("answer"));
        assertThat(answer.qos()).isEqualTo(1);
        assertThat(answer.retain()).isFalse();
    }

    @Test
    void shouldSayThatAMessageWasRetained() {
        peer.publish(topic, "kept", 1, true);
        LiveSession.Keeper keeper = connected(broker.url()).subscribe(topic, true);

        keeper.awaitPayloads("kept");

        assertThat(keeper.messages().get(0).retained()).isTrue();
    }

    @Test
    void shouldBeDoneAtTheAcknowledgementOfTheBroker() {
        LiveSession session = connected(proxy.url());
        proxy.silence(true);
        Future<Void> done = session.send(topic, "a");
        soon(() -> assertThat(session.session().unpublished()).isEqualTo(1));
        assertThat(done.isComplete()).isFalse();

        proxy.silence(false);

        done(done);
        assertThat(session.session().unpublished()).isZero();
    }

    @Test
    void shouldHaveRedeliveredWhatWasNotDone() {
        LiveSession session = session(to(proxy.url()));
        LiveSession.Keeper keeper = session.subscribe(topic, false);
        session.connect();
        subscribed(session);
        whileAway(session, () -> List.of("a", "b", "c", "d").forEach(each -> peer.publish(topic, each, 1, false)));
        keeper.awaitPayloads("a", "b", "c", "d");
        keeper.done(0);
        keeper.done(1);
        keeper.done(3); // not acknowledged: "c" comes before it
        soon(() -> assertThat(session.log().acknowledged()).hasSize(2));
        // The acknowledgements are on their way; what follows them tells that they arrived.
        session.publish(topic + "/marker", "x");

        proxy.cut();

        keeper.awaitPayloads("a", "b", "c", "d", "c", "d");
    }

    @Test
    void shouldLoseNothingAndKeepTheOrderThroughCuts() {
        int count = 2_000;
        peer.subscribe(topic, 1);
        LiveSession session = connected(proxy.url());
        List<Future<Void>> done = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            done.add(session.send(topic, String.valueOf(i)));
        }
        for (int i = 1; i <= 4; i++) {
            int acknowledged = i * 300;
            soon(() ->
                    assertThat(done.stream().filter(Future::succeeded).count()).isGreaterThan(acknowledged));
            proxy.cut();
        }

        soon(() -> assertThat(done).allMatch(Future::succeeded));
        soon(() -> assertThat(peer.received().stream().map(Received::text).distinct())
                .containsExactlyElementsOf(
                        IntStream.range(0, count).mapToObj(String::valueOf).toList()));
        assertThat(session.log().words().stream().filter("connected"::equals)).hasSizeGreaterThan(2);
    }

    @Test
    void shouldSayWhetherItIsThere() {
        peer.subscribe(topic, 1);
        LiveSession session = session(to(proxy.url()).statusTopic(topic)).connect();
        soon(() -> assertThat(said()).containsExactly("online"));
        soon(() -> assertThat(peer.retained(topic)).contains("online"));

        proxy.cut();
        soon(() -> assertThat(said()).containsExactlyElementsOf(throughACut()));
        soonOnMosquitto(() -> assertThat(peer.retained(topic)).contains("online"));

        assertThat(session.stop(LONG)).isEqualTo(new StopOutcome(true, 0, 0));
        soon(() -> assertThat(said()).containsSubsequence(List.of("online", "online", "offline")));
        soonOnMosquitto(() -> assertThat(peer.retained(topic).orElseThrow()).isEqualTo("offline"));
    }

    @Test
    void shouldSayOfflineAlthoughAHandlerDoesNotFinish() {
        LiveSession session = session(to(broker.url()).statusTopic(topic));
        session.session().subscribe(new TopicFilter(topic + "/in"), QoS.AT_LEAST_ONCE, new MessageHandler() {
            @Override
            public void handle(InboundMessage message, Acknowledgement done) {}

            @Override
            public Future<Void> quiesce() {
                return Promise.<Void>promise().future();
            }
        });
        session.connect();

        assertThat(session.stop(Duration.ofMillis(100)).clean()).isFalse();

        // Artemis may publish the will as well when the socket closes right behind DISCONNECT.
        soon(() -> assertThat(peer.retained(topic).orElseThrow()).isIn("offline", "gone"));
    }

    @Test
    void shouldHandleTheBacklogThatFollowsConnack() {
        LiveSession before = session(to(broker.url()).clientId(topic));
        before.subscribe(topic, true);
        before.connect();
        subscribed(before);
        before.stop(LONG);
        String[] backlog = IntStream.range(0, 50).mapToObj(String::valueOf).toArray(String[]::new);
        LiveSession publisher = connected(broker.url());
        Stream.of(backlog)
                .map(payload -> publisher.send(topic, payload))
                .toList()
                .forEach(LiveSession::done);
        LiveSession after = session(to(broker.url()).clientId(topic));
        LiveSession.Keeper keeper = after.subscribe(topic, true);

        after.connect();

        keeper.awaitPayloads(backlog);
        assertThat(after.log().unhandled()).isEmpty();
        assertThat(after.awaitState(ConnectionState.Connected.class).sessionPresent())
                .isTrue();
    }

    @Test
    void shouldWaitForABrokerThatIsAway() {
        proxy.refuse(true);
        LiveSession session = session(to(proxy.url()));
        session.session().start();
        assertThat(session.awaitEntered(ConnectionState.BackingOff.class).cause())
                .contains(proxy.url(), "not reached");

        proxy.refuse(false);

        session.awaitState(ConnectionState.Connected.class);
    }

    @Test
    void shouldStayAwayWhenAnotherUsesItsClientId() {
        LiveSession one = session(to(broker.url()).clientId(topic).cooldown(Duration.ofMinutes(1)))
                .connect();
        LiveSession other = session(to(broker.url()).clientId(topic).cooldown(Duration.ofMinutes(1)));
        other.session().start();

        soon(() -> assertThat(
                        Stream.of(one, other).map(each -> each.session().state().word()))
                .containsExactlyInAnyOrder("connected", "cooling-down"));
        assertThat(Stream.of(one, other).map(each -> each.log().events()).flatMap(Collection::stream))
                .containsOnlyOnce("taken over");
    }

    @Test
    void shouldTryItsAddressesInTurn() {
        TcpProxy away = TcpProxy.to(broker);
        away.refuse(true);

        LiveSession session = session(to(away.url() + "," + proxy.url())).connect();

        assertThat(proxy.accepted()).isEqualTo(1);
        assertThat(session.log().words()).containsExactly("connecting", "backing-off", "connecting", "connected");
        away.close();
    }

    @Test
    void shouldStopReceivingWhatItUnsubscribed() {
        LiveSession session = session(to(broker.url()));
        LiveSession.Keeper cancelled = session.subscribe(topic + "/a", true);
        LiveSession.Keeper kept = session.subscribe(topic + "/b", true);
        session.connect();
        subscribed(session);
        peer.publish(topic + "/a", "1", 1, false);
        cancelled.awaitPayloads("1");

        cancelled.cancel();
        soon(() -> {
            int before = session.log().received().size();
            peer.publish(topic + "/a", "2", 1, false);
            peer.publish(topic + "/b", "marker", 1, false);
            soon(() -> assertThat(session.log().received().size()).isGreaterThan(before));
            assertThat(session.log().received()).last().isEqualTo("marker");
            assertThat(session.log().received().size()).isEqualTo(before + 1);
        });
        assertThat(cancelled.payloads()).containsExactly("1");
        assertThat(kept.payloads()).contains("marker");
    }

    @Test
    void shouldReceiveOnceWhatSeveralFiltersAskFor() {
        LiveSession session = session(to(broker.url()));
        LiveSession.Keeper narrow = session.subscribe(topic + "/a", true);
        LiveSession.Keeper wide = session.subscribe(topic + "/#", true);
        session.connect();
        subscribed(session);
        LiveSession.Keeper late = session.subscribe(topic + "/+", true);

        peer.publish(topic + "/a", "once", 1, false);
        peer.publish(topic + "/end", "end", 1, false);

        soon(() -> assertThat(session.log().received()).containsExactly("once", "end"));
        assertThat(narrow.payloads()).containsExactly("once");
        assertThat(wide.payloads()).containsExactly("once", "end");
        assertThat(late.payloads()).containsExactly("once", "end");
    }

    @Test
    void shouldRefuseWhatIsTooLargeAndGoOn() {
        LiveSession session = session(to(broker.url()).maxPacketSize(1000)).connect();

        Future<Void> large = session.send(topic, "x".repeat(1000));
        session.publish(topic, "small");

        assertThat(large.cause()).isInstanceOfSatisfying(PublishException.class, refusal -> assertThat(refusal.reason())
                .isEqualTo(PublishException.Reason.TOO_LARGE));
        assertThat(session.log().words()).containsExactly("connecting", "connected");
    }

    @Test
    void shouldTellThatTheBrokerLostTheSession() {
        LiveSession session = session(to(proxy.url()).clientId(topic)).connect();
        proxy.refuse(true);
        proxy.cut();
        session.awaitEntered(ConnectionState.BackingOff.class);
        Peer.connect(broker.url(), topic, true).close(); // a clean session of that name throws the old one away

        proxy.refuse(false);

        session.awaitConnections(2);
        assertThat(session.log().events()).contains("session lost");
    }

    @Test
    void shouldKeepNoSessionWhenAskedForAClean() {
        LiveSession session = session(to(proxy.url()).clean());
        session.subscribe(topic, false);
        session.connect();
        subscribed(session);
        peer.publish(topic, "a", 1, false);
        soon(() -> assertThat(session.log().received()).containsExactly("a"));

        proxy.cut();
        session.awaitConnections(2);

        assertThat(session.awaitState(ConnectionState.Connected.class).sessionPresent())
                .isFalse();
        assertThat(session.log().events()).doesNotContain("session lost");
    }

    /** A session that comes back before Artemis has published its will of MQTT 5 makes Artemis drop it. */
    private List<String> throughACut() {
        return broker.name().equals("artemis") && version == MqttVersion.V5 && !said().contains("gone")
                ? List.of("online", "online")
                : List.of("online", "gone", "online");
    }

    private List<String> said() {
        return peer.received().stream()
                .filter(each -> each.topic().equals(topic))
                .map(Received::text)
                .toList();
    }

    /** Artemis keeps either of two retained messages that two connections publish at almost the same time. */
    private void soonOnMosquitto(Runnable assertion) {
        if (broker.name().equals("mosquitto")) {
            soon(assertion);
        }
    }
}
