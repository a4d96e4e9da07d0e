package dev.mooring.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@OnEveryBroker(brokers = {BrokerProduct.ARTEMIS, BrokerProduct.MOSQUITTO, BrokerProduct.HIVEMQ})
class Peer5Test {

    private final TestBroker broker;
    private final Peer5 peer;

    Peer5Test(TestBroker broker) {
        this.broker = broker;
        peer = Peer5.connect(broker.url(), "peer", true);
    }

    @AfterEach
    void close() {
        peer.close();
    }

    @Test
    void shouldCarryPropertiesFromEndToEnd() {
        MessageProperties sent = MessageProperties.NONE
                .contentType("text/plain")
                .responseTopic("answers/here")
                .correlationData("question 1")
                .user("a", "1")
                .user("b", "2")
                .user("a", "3");
        peer.subscribe("properties/#", 1);

        peer.publish("properties/x", "hello", 1, false, sent.expiry(Duration.ofHours(1)));
        Received5 received = peer.awaitMessage(message -> true);

        assertThat(received.message()).isEqualTo(new Received("properties/x", UTF_8.encode("hello"), 1, false, false));
        assertThat(received.properties().expiry())
                .hasValueSatisfying(left -> assertThat(left).isBetween(Duration.ofMinutes(50), Duration.ofHours(1)));
        assertThat(received.properties().user())
                .containsExactlyInAnyOrder(Map.entry("a", "1"), Map.entry("b", "2"), Map.entry("a", "3"));
        assertThat(withoutExpiry(received.properties())).isEqualTo(sent);
    }

    @Test
    void shouldGetNothingOfItsOwnIfNotLocal() {
        peer.subscribe(Subscription5.to("local/#", 1).withoutOwn());
        try (Peer5 other = Peer5.connect(broker.url(), "other", true)) {
            peer.publish("local/x", "own", 1, false);
            other.publish("local/x", "other", 1, false);
        }

        peer.awaitMessage(message -> message.text().equals("other"));
        assertThat(peer.received()).extracting(Received5::text).containsExactly("other");
    }

    @Test
    void shouldGetTheIdOfTheSubscription() {
        peer.subscribe(Subscription5.to("ids/#", 1).id(300));

        peer.publish("ids/x", "numbered", 1, false);

        assertThat(peer.awaitMessage(message -> true).properties().subscriptionIds())
                .containsExactly(300);
    }

    @Test
    void shouldSeeTheRetainFlagAsPublished() {
        peer.subscribe("flag/plain", 1);
        peer.subscribe(Subscription5.to("flag/kept", 1).keepingRetain());

        peer.publish("flag/plain", "x", 1, true);
        peer.publish("flag/kept", "x", 1, true);

        assertThat(peer.awaitMessage(message -> message.topic().equals("flag/plain"))
                        .message()
                        .retain())
                .isFalse();
        assertThat(peer.awaitMessage(message -> message.topic().equals("flag/kept"))
                        .message()
                        .retain())
                .isTrue();
        await().untilAsserted(() -> assertThat(peer.retained("flag/kept")).contains("x"));
    }

    @Test
    void shouldGetNoRetainedMessagesIfItWantsNone() {
        peer.publish("handling/x", "kept", 1, true);
        await().untilAsserted(() -> assertThat(peer.retained("handling/x")).contains("kept"));

        peer.subscribe(Subscription5.to("handling/#", 1).retainHandling(2));
        peer.publish("handling/y", "live", 1, false);

        peer.awaitMessage(message -> message.text().equals("live"));
        assertThat(peer.received()).extracting(Received5::text).containsExactly("live");
    }

    @Test
    void shouldFindItsSessionUnlessItHasExpired() {
        try (Peer5 away = Peer5.connect(broker.url(), "away", false)) {
            assertThat(away.sessionPresent()).isFalse();
            away.subscribe("away/#", 1);
        }
        peer.publish("away/x", "missed", 1, false);

        Peer5.Options back =
                Peer5.to(broker.url()).clientId("away").cleanStart(false).sessionExpiry(Duration.ZERO);
        try (Peer5 again = back.connect()) {
            assertThat(again.sessionPresent()).isTrue();
            again.awaitMessage(message -> message.text().equals("missed"));
        }
        try (Peer5 stranger = back.connect()) {
            assertThat(stranger.sessionPresent()).isFalse();
        }
    }

    @Test
    void shouldSendTheWillAfterItsDelayOnly() {
        peer.subscribe("will/#", 1);
        delayedWill("will/late", Duration.ofHours(1)).connect().drop();
        delayedWill("will/soon", Duration.ofSeconds(1)).connect().drop();

        Received5 will = peer.awaitMessage(message -> message.topic().startsWith("will/"));

        assertThat(will.topic()).isEqualTo("will/soon");
        if (!broker.name().equals("artemis")) { // Artemis 2.55 forgets the content type of a will
            assertThat(will.properties().contentType()).contains("text/plain");
        }
    }

    @Test
    void shouldUnsubscribe() {
        peer.subscribe("un/a", 1);
        peer.subscribe("un/b", 1);
        peer.unsubscribe("un/a");

        peer.publish("un/a", "unheard", 1, false);
        peer.publish("un/b", "heard", 1, false);

        peer.awaitMessage(message -> message.text().equals("heard"));
        assertThat(peer.received()).hasSize(1);
    }

    @Test
    void shouldLoseItsConnectionToTheNext() {
        try (Peer5 next = Peer5.connect(broker.url(), "peer", true)) {
            await().until(() -> !peer.connected());
            assertThat(next.connected()).isTrue();
        }
        if (!broker.name().equals("mosquitto")) { // mosquitto 2.0 only closes the socket
            await().untilAsserted(() -> assertThat(peer.disconnectReason()).hasValue(0x8E));
        }
    }

    /** A will's delay is cut short by the end of the session (MQTT 5.0, section 3.1.3.2.2). */
    private Peer5.Options delayedWill(String topic, Duration delay) {
        return Peer5.to(broker.url())
                .sessionExpiry(Duration.ofHours(2))
                .will(topic, "gone", 1, false, delay, MessageProperties.NONE.contentType("text/plain"));
    }

    private static MessageProperties withoutExpiry(MessageProperties properties) {
        return new MessageProperties(
                properties.contentType(),
                properties.responseTopic(),
                properties.correlationData(),
                properties.text(),
                Optional.empty(),
                properties.user(),
                List.of());
    }
}
