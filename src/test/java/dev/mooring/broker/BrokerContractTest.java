package dev.mooring.broker;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the other tests take for granted of any broker. */
@OnEveryBroker
class BrokerContractTest {

    private final TestBroker broker;

    BrokerContractTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    void shouldDeliverAsPublished() {
        try (Peer subscriber = Peer.connect(broker.url(), "deliver-sub", true);
                Peer publisher = Peer.connect(broker.url(), "deliver-pub", true)) {
            subscriber.subscribe("deliver/+/now", 1);

            publisher.publish("deliver/0/now", "zero", 0, false);
            publisher.publish("deliver/1/now", new byte[] {(byte) 0xFF, 0}, 1, false);

            assertThat(subscriber.awaitMessage(message -> message.topic().equals("deliver/0/now")))
                    .isEqualTo(new Received("deliver/0/now", text("zero"), 0, false, false));
            assertThat(subscriber.awaitMessage(message -> message.qos() == 1))
                    .isEqualTo(new Received(
                            "deliver/1/now", ByteBuffer.wrap(new byte[] {(byte) 0xFF, 0}), 1, false, false));
        }
    }

    @Test
    void shouldKeepTheLastRetainedMessageUntilItIsCleared() {
        try (Peer peer = Peer.connect(broker.url(), "retain", true)) {
            assertThat(peer.retained("retain/a")).isEmpty();

            peer.publish("retain/a", "first", 1, true);
            peer.publish("retain/a", "second", 1, true);
            peer.publish("retain/a", "passing", 1, false);
            assertThat(peer.retained("retain/a")).contains("second");

            peer.publish("retain/a", "", 1, true);
            assertThat(peer.retained("retain/a")).isEmpty();
        }
    }

    @Test
    void shouldTellAllRetainedMessagesOfAFilter() {
        try (Peer peer = Peer.connect(broker.url(), "retain-many", true)) {
            IntStream.range(0, 200).forEach(i -> peer.publish("many/" + i, "value " + i, 1, true));

            assertThat(peer.allRetained("many/+")).hasSize(200).containsEntry("many/199", "value 199");
            assertThat(peer.allRetained("few/+")).isEmpty();
        }
    }

    @Test
    void shouldSendTheWillOfAConnectionThatBreaks() {
        try (Peer witness = Peer.connect(broker.url(), "will-witness", true);
                Peer dying = Peer.to(broker.url())
                        .will("will/broken", "gone", 1, true)
                        .connect()) {
            witness.subscribe("will/#", 1);

            dying.drop();

            assertThat(witness.awaitMessage(message -> message.topic().equals("will/broken"))
                            .text())
                    .isEqualTo("gone");
            assertThat(witness.retained("will/broken")).contains("gone");
        }
    }

    @Test
    void shouldNotSendTheWillOfAClientThatSaysGoodbye() {
        try (Peer witness = Peer.connect(broker.url(), "goodbye-witness", true)) {
            witness.subscribe("goodbye/#", 1);

            Peer.to(broker.url())
                    .will("goodbye/polite", "gone", 1, false)
                    .connect()
                    .close();
            Peer.to(broker.url())
                    .will("goodbye/rude", "gone", 1, false)
                    .connect()
                    .drop();

            witness.awaitMessage(message -> message.topic().equals("goodbye/rude"));
            assertThat(witness.received()).extracting(Received::topic).containsExactly("goodbye/rude");
        }
    }

    @Test
    void shouldKeepWhatAPersistentSessionMissed() {
        Peer away = Peer.connect(broker.url(), "session", false);
        assertThat(away.sessionPresent()).isFalse();
        away.subscribe("session/#", 1);
        away.close();

        try (Peer publisher = Peer.connect(broker.url(), "session-pub", true)) {
            IntStream.range(0, 50).forEach(i -> publisher.publish("session/x", "missed " + i, 1, false));
        }

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
        try (Peer older = Peer.connect(broker.url(), "twin", true);
                Peer newer = Peer.connect(broker.url(), "twin", true)) {
            await().until(() -> !older.connected());
            assertThat(newer.connected()).isTrue();
        }
    }

    @Test
    void shouldComeBackOnItsPort() {
        int port = broker.port();
        try (Peer before = Peer.connect(broker.url(), "restart", true)) {
            broker.restart();

            await().until(() -> !before.connected());
            assertThat(broker.port()).isEqualTo(port);
            Peer.connect(broker.url(), "restart", true).close();
        }
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
