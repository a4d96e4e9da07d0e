package dev.mooring.mqtt;

import dev.mooring.broker.BrokerProduct;
import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.Peer5;
import dev.mooring.broker.Received;
import dev.mooring.broker.TestBroker;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static dev.mooring.mqtt.LiveSession.done;
import static dev.mooring.mqtt.LiveSession.soon;
import static dev.mooring.mqtt.LiveSession.within;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** What only MQTT 5 has. */
@OnEveryBroker(
        brokers = {BrokerProduct.ARTEMIS, BrokerProduct.MOSQUITTO, BrokerProduct.HIVEMQ},
        versions = MqttVersion.V5)
class SessionOfVersion5OnBrokersTest extends SessionsOnBrokers {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Peer5 peer5;

    SessionOfVersion5OnBrokersTest(TestBroker broker, MqttVersion version) {
        super(broker, version);
        this.peer5 = Peer5.to(broker.url()).connect();
    }

    @AfterEach
    void endPeer() {
        peer5.close();
    }

    @Test
    void shouldSendTheProperties() {
        peer5.subscribe(topic, 1);
        MessageProperties properties = new MessageProperties(
                        HOUR,
                        "application/json",
                        new TopicName(topic + "/answers"),
                        Buffer.buffer("key"),
                        true,
                        List.of(),
                        List.of())
                .with("name", "one")
                .with("name", "two")
                .with("ü", "");

        done(connected(broker.url()).session().publish(message(topic, "a", properties)));

        var arrived = peer5.awaitMessage(LONG, each -> each.text().equals("a")).properties();
        assertThat(arrived.contentType()).contains("application/json");
        assertThat(arrived.responseTopic()).contains(topic + "/answers");
        assertThat(arrived.correlationData()).contains(UTF_8.encode("key"));
        assertThat(arrived.text()).isTrue();
        assertThat(arrived.expiry())
                .hasValueSatisfying(left -> assertThat(left).isPositive().isLessThanOrEqualTo(HOUR));
        assertThat(arrived.user())
                .containsExactly(Map.entry("name", "one"), Map.entry("name", "two"), Map.entry("ü", ""));
    }

    @Test
    void shouldReceiveTheProperties() {
        LiveSession session = session(to(broker.url()));
        LiveSession.Keeper keeper = session.subscribe(topic, true);
        session.connect();
        subscribed(session);

        peer5.publish(
                topic,
                "a",
                1,
                false,
                dev.mooring.broker.MessageProperties.NONE
                        .contentType("text/plain")
                        .responseTopic(topic + "/answers")
                        .correlationData("key")
                        .asText()
                        .expiry(HOUR)
                        .user("name", "one")
                        .user("name", "two"));

        keeper.awaitPayloads("a");
        MessageProperties arrived = keeper.messages().get(0).properties();
        assertThat(arrived.contentType()).isEqualTo("text/plain");
        assertThat(arrived.responseTopic()).hasToString(topic + "/answers");
        assertThat(arrived.correlationData()).isEqualTo(Buffer.buffer("key"));
        assertThat(arrived.text()).isTrue();
        assertThat(arrived.expiry()).isPositive().isLessThanOrEqualTo(HOUR);
        assertThat(arrived.userProperties())
                .containsExactly(
                        new MessageProperties.UserProperty("name", "one"),
                        new MessageProperties.UserProperty("name", "two"));
    }

    /** Enough topics that each side's aliases are used, and run out. */
    @Test
    void shouldKeepTopicsApartWhateverTheirAliases() {
        LiveSession session = session(to(broker.url()).limits(new Limits(100, 100, 1 << 20, 32)));
        LiveSession.Keeper keeper = session.subscribe(topic + "/#", true);
        session.connect();
        subscribed(session);
        List<String> topics =
                IntStream.range(0, 300).mapToObj(i -> topic + "/" + i % 100).toList();

        topics.forEach(each -> session.send(each, each));

        within(LONG, () -> assertThat(keeper.messages()).hasSize(topics.size()));
        assertThat(keeper.messages()).allSatisfy(each -> assertThat(each.topic())
                .hasToString(each.payload().toString()));
        assertThat(keeper.payloads()).containsExactlyElementsOf(topics);
    }

    /**
     * Artemis has a thread for each subscription, and two of them may set the same alias for different topics. It takes some
     * connections to see it happen.
     */
    @RepeatedTest(20)
    void shouldKeepTopicsApartThatComeAtOnce() {
        List<String> topics =
                IntStream.range(0, 20).mapToObj(i -> topic + "/" + i).toList();
        LiveSession session = session(to(broker.url()));
        List<LiveSession.Keeper> keepers = topics.stream()
                .map(each -> session.subscribe(each, QoS.AT_LEAST_ONCE, SubscribeOptions.APART, true))
                .toList();
        session.connect();
        subscribed(session);

        for (int round = 0; round < 2; round++) {
            topics.forEach(each -> peer5.publish(each, each, 0, false));
        }

        within(LONG, () -> assertThat(keepers)
                .allSatisfy(
                        keeper -> assertThat(keeper.messages()).hasSize(2).allSatisfy(each -> assertThat(each.topic())
                                .hasToString(each.payload().toString()))));
    }

    @Test
    void shouldNotGetItsOwnWhereItWantsNone() {
        LiveSession session = session(to(broker.url()));
        LiveSession.Keeper keeper = session.subscribe(topic, QoS.AT_LEAST_ONCE, SubscribeOptions.NO_LOCAL, true);
        session.connect();
        subscribed(session);

        session.publish(topic, "own");
        peer.publish(topic, "another's", 1, false);

        keeper.awaitPayloads("another's");
        assertThat(session.log().received()).containsExactly("another's");
    }

    @Test
    void shouldGetTheRetainFlagAsItWasPublishedWhereItAsksForIt() {
        assumeThat(broker.name()).as("not here: Artemis clears it all the same").isNotEqualTo("artemis");
        LiveSession session = session(to(broker.url()));
        LiveSession.Keeper keeper =
                session.subscribe(topic + "/+", QoS.AT_LEAST_ONCE, new SubscribeOptions(false, true, false), true);
        session.connect();
        subscribed(session);

        peer.publish(topic + "/a", "kept", 1, true);
        peer.publish(topic + "/b", "not kept", 1, false);

        keeper.awaitPayloads("kept", "not kept");
        assertThat(keeper.messages().stream().map(InboundMessage::retained)).containsExactly(true, false);
    }

    @Test
    void shouldGetRetainedMessagesOnceThoughItSubscribesAgainAfterAReconnect() {
        peer.publish(topic + "/a", "kept", 1, true);
        LiveSession session = session(to(proxy.url()));
        LiveSession.Keeper keeper = session.subscribe(topic + "/+", true);
        session.connect();
        keeper.awaitPayloads("kept");
        subscribed(session); // behind the acknowledgement: without it, the broker would rightly send it again

        proxy.cut();
        session.awaitConnections(2);
        subscribed(session);
        peer.publish(topic + "/b", "end", 1, false);

        keeper.awaitPayloads("kept", "end");
        assertThat(session.awaitState(ConnectionState.Connected.class).sessionPresent())
                .isTrue();
    }

    /** A will that waits longer than the session lasts goes out at the session's end (section 3.1.3.2.2). */
    @Test
    void shouldTellThatItsSessionExpired() {
        peer.subscribe(topic + "/status", 1);
        LiveSession session = session(to(proxy.url())
                .sessionExpiry(SECOND)
                .statusTopic(topic + "/status")
                .willDelay(HOUR));
        LiveSession.Keeper keeper = session.subscribe(topic, true);
        session.connect();
        subscribed(session);

        whileAway(session, () -> {
            peer.awaitMessage(Duration.ofSeconds(30), each -> each.text().equals("gone"));
            peer.publish(topic, "missed", 1, false);
        });

        soon(() -> assertThat(session.log().events()).containsExactly("disconnected CLOSED_BY_PEER", "session lost"));
        assertThat(session.awaitState(ConnectionState.Connected.class).sessionPresent())
                .isFalse();
        subscribed(session);
        peer.publish(topic, "afterwards", 1, false);
        keeper.awaitPayloads("afterwards");
    }

    @Test
    void shouldBeBackBeforeItsWillIsDue() {
        peer.subscribe(topic, 1);
        LiveSession session = session(
                        to(proxy.url()).statusTopic(topic).willDelay(HOUR).sessionExpiry(HOUR.multipliedBy(2)))
                .connect();

        whileAway(session, () -> peer.publish(topic, "away", 1, false));
        subscribed(session);
        peer.publish(topic, "end", 1, false);

        peer.awaitMessage(LONG, each -> each.text().equals("end"));
        assertThat(peer.received().stream().map(Received::text)).containsExactly("online", "away", "online", "end");
    }

    @Test
    void shouldHaveItsWillPublishedWhenItIsDue() {
        peer.subscribe(topic, 1);
        LiveSession session =
                session(to(proxy.url()).statusTopic(topic).willDelay(SECOND)).connect();

        whileAway(
                session,
                () -> peer.awaitMessage(
                        Duration.ofSeconds(30), each -> each.text().equals("gone")));

        peer.awaitMessage(each -> each.text().equals("gone"));
    }

    @Test
    void shouldBelieveABrokerThatTellsOfATakeover() {
        assumeThat(broker.name())
                .as("not here: mosquitto 2.0 only closes the connection")
                .isNotEqualTo("mosquitto");
        LiveSession one =
                session(to(broker.url()).clientId(topic).cooldown(HOUR)).connect();
        LiveSession other = session(to(broker.url()).clientId(topic).cooldown(HOUR));

        other.connect();

        assertThat(one.awaitState(ConnectionState.CoolingDown.class).cause())
                .isEqualTo("taken over: another client uses client id " + topic);
        assertThat(one.log().words()).containsExactly("connecting", "connected", "cooling-down");
        assertThat(one.log().events()).containsExactly("disconnected TAKEN_OVER", "taken over");
        assertThat(other.log().words()).containsExactly("connecting", "connected");
    }

    @Test
    void shouldNeverBeSentWhatIsLargerThanItTakes() {
        assumeThat(broker.name())
                .as("not here: Artemis sends it once, and drops it when that ends the connection")
                .isNotEqualTo("artemis");
        LiveSession session = session(to(broker.url()).maxPacketSize(10_000));
        LiveSession.Keeper keeper = session.subscribe(topic, true);
        session.connect();
        subscribed(session);

        peer.publish(topic, "x".repeat(20_000), 1, false);
        peer.publish(topic, "small", 1, false);

        keeper.awaitPayloads("small");
        assertThat(session.log().events()).isEmpty();
    }

    private static OutboundMessage message(String topic, String payload, MessageProperties properties) {
        return new OutboundMessage(new TopicName(topic), payload.getBytes(UTF_8), QoS.AT_LEAST_ONCE, false, properties);
    }
}
