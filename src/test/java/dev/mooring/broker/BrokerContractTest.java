package dev.mooring.broker;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the other tests take for granted of any broker. */
@OnEveryBroker(brokers = {BrokerProduct.ARTEMIS, BrokerProduct.MOSQUITTO, BrokerProduct.HIVEMQ})
class BrokerContractTest {

    private final TestBroker broker;
    private final Peer peer;

    BrokerContractTest(TestBroker broker) {
        this.broker = broker;
        peer = Peer.connect(broker.url(), "peer", true);
    }

    @AfterEach
    void close() {
        peer.close();
    }

    @Test
    void shouldDeliverAsPublished() {
        byte[] binary = {(byte) 0xFF, 0};
        try (Peer subscriber = Peer.connect(broker.url(), "subscriber", true)) {
            subscriber.subscribe("deliver/+/now", 1);

            peer.publish("deliver/0/now", "zero", 0, false);
            peer.publish("deliver/1/now", binary, 1, false);

            assertThat(subscriber.awaitMessage(message -> message.topic().equals("deliver/0/now")))
                    .isEqualTo(new Received("deliver/0/now", UTF_8.encode("zero"), 0, false, false));
            assertThat(subscriber.awaitMessage(message -> message.qos() == 1))
                    .isEqualTo(new Received("deliver/1/now", ByteBuffer.wrap(binary), 1, false, false));
        }
    }

    @Test
    void shouldKeepTheLastRetainedMessageUntilItIsCleared() {
        await().untilAsserted(() -> assertThat(peer.retained("retain/a")).isEmpty());

        peer.publish("retain/a", "first", 1, true);
        peer.publish("retain/a", "second", 1, true);
        peer.publish("retain/a", "passing", 1, false);
        await().untilAsserted(() -> assertThat(peer.retained("retain/a")).contains("second"));

        peer.publish("retain/a", "", 1, true);
        await().untilAsserted(() -> assertThat(peer.retained("retain/a")).isEmpty());
    }

    @Test
    void shouldTellAllRetainedMessagesOfAFilter() {
        IntStream.range(0, 200).forEach(i -> peer.publish("many/" + i, "value " + i, 1, true));

        await().untilAsserted(() ->
                assertThat(peer.allRetained("many/+")).hasSize(200).containsEntry("many/199", "value 199"));
        assertThat(peer.allRetained("few/+")).isEmpty();
    }

    @Test
    void shouldSendTheWillOfAConnectionThatBreaksOnly() {
        peer.subscribe("will/+", 1);

        Peer.to(broker.url()).will("will/polite", "gone", 1, true).connect().close();
        Peer.to(broker.url()).will("will/rude", "gone", 1, true).connect().drop();

        peer.awaitMessage(message -> message.topic().equals("will/rude"));
        if (broker.name().equals("mosquitto")) { // Artemis may be too late to see the DISCONNECT before the close
            assertThat(peer.received()).extracting(Received::topic).containsExactly("will/rude");
        }
        await().untilAsserted(() -> assertThat(peer.retained("will/rude")).contains("gone"));
    }

    @Test
    void shouldKeepWhatAPersistentSessionMissed() {
        try (Peer away = Peer.connect(broker.url(), "session", false)) {
            assertThat(away.sessionPresent()).isFalse();
            away.subscribe("session/#", 1);
        }

        IntStream.range(0, 50).forEach(i -> peer.publish("session/x", "missed " + i, 1, false));

        try (Peer back = Peer.connect(broker.url(), "session", false)) {
            assertThat(back.sessionPresent()).isTrue();
            back.awaitMessage(message -> message.text().equals("missed 49"));
            assertThat(back.received())
                    .extracting(Received::text)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 50).mapToObj(i -> "missed " + i).toList());
        }
    }

    @Test
    void shouldCutTheOlderOfTwoClientsWithOneId() {
        try (Peer newer = Peer.connect(broker.url(), "peer", true)) {
            await().until(() -> !peer.connected());
            assertThat(newer.connected()).isTrue();
        }
    }
}
