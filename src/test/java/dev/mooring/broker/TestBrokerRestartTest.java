package dev.mooring.broker;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Apart from the contract, because its tests end the connections of the others. */
@OnEveryBroker(brokers = {BrokerProduct.ARTEMIS, BrokerProduct.MOSQUITTO, BrokerProduct.HIVEMQ})
class TestBrokerRestartTest {

    @Test
    void shouldComeBackOnItsPort(TestBroker broker) {
        int port = broker.port();
        try (Peer before = Peer.connect(broker.url(), "before", true)) {
            broker.restart();

            await().until(() -> !before.connected());
            assertThat(broker.port()).isEqualTo(port);
            Peer.connect(broker.url(), "after", true).close();
        }
    }

    @Test
    void shouldBeAwayBetweenStopAndStart(TestBroker broker) {
        broker.stop();
        broker.stop();
        try {
            assertThatThrownBy(() -> Peer.connect(broker.url(), "early", true))
                    .hasStackTraceContaining("Connection refused");
        } finally {
            broker.start();
        }
    }

    @Test
    void shouldRefuseToStartTwice(TestBroker broker) {
        assertThatThrownBy(broker::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("%s on port %s is running already", broker.name(), broker.port());
    }
}
