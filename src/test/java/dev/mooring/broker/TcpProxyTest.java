package dev.mooring.broker;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class TcpProxyTest {

    private static final TestBroker BROKER = new ArtemisBroker();

    private TcpProxy proxy;
    private Peer near;
    private Peer far;

    @BeforeAll
    static void startBroker() {
        BROKER.start();
    }

    @AfterAll
    static void stopBroker() {
        BROKER.close();
    }

    @BeforeEach
    void connect() {
        proxy = TcpProxy.to(BROKER);
        near = Peer.connect(BROKER.url(), "near", true);
        far = Peer.connect(proxy.url(), "far", true);
        far.subscribe("proxy/#", 0);
    }

    @AfterEach
    void close() {
        proxy.close();
        near.close();
        far.close();
    }

    @Test
    void shouldForwardBothWays() {
        near.subscribe("proxy/up", 0);

        near.publish("proxy/down", "to far", 0, false);
        far.publish("proxy/up", "to near", 0, false);

        far.awaitMessage(message -> message.text().equals("to far"));
        near.awaitMessage(message -> message.text().equals("to near"));
        assertThat(proxy.connections()).isOne();
    }

    @Test
    void shouldCutAllConnectionsAndTakeNewOnes() {
        proxy.cut();

        await().until(() -> !far.connected());
        assertThat(proxy.connections()).isZero();
        Peer.connect(proxy.url(), "far", true).close();
        assertThat(proxy.accepted()).isEqualTo(2);
    }

    @Test
    void shouldMakeTheBrokerSendTheWillWhenCut() {
        near.subscribe("will/cut", 1);
        try (Peer dying =
                Peer.to(proxy.url()).will("will/cut", "gone", 1, false).connect()) {
            assertThat(dying.connected()).isTrue();

            proxy.cut();

            near.awaitMessage(message -> message.text().equals("gone"));
        }
    }

    @Test
    void shouldForwardNothingWhileSilentAndAllOfItAfterwards() {
        near.subscribe("proxy/up", 0);

        proxy.silence(true);
        near.publish("proxy/down", "to far", 0, false);
        far.publish("proxy/up", "to near", 0, false);

        await().during(Duration.ofMillis(300))
                .until(() -> far.received().isEmpty() && near.received().isEmpty());
        assertThat(far.connected()).isTrue();
        assertThat(proxy.connections()).isOne();
        proxy.silence(false);
        far.awaitMessage(message -> message.text().equals("to far"));
        near.awaitMessage(message -> message.text().equals("to near"));
    }

    @Test
    void shouldHideTheEndOfOneSideWhileSilent() {
        proxy.silence(true);

        far.drop();

        await().during(Duration.ofMillis(300)).until(() -> proxy.connections() == 1);
        proxy.silence(false);
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void shouldCutWhileSilent() {
        proxy.silence(true);

        proxy.cut();

        await().until(() -> !far.connected());
    }

    @Test
    void shouldRefuseNewConnectionsAndLeaveOldOnesAlone() {
        proxy.refuse(true);

        assertThatThrownBy(() -> Peer.connect(proxy.url(), "late", true)).hasStackTraceContaining("Connection refused");
        near.publish("proxy/down", "still there", 0, false);
        far.awaitMessage(message -> message.text().equals("still there"));

        proxy.refuse(false);
        Peer.connect(proxy.url(), "late", true).close();
    }

    @Test
    void shouldHangUpWhileTheBrokerIsAway() {
        try (TcpProxy lonely = TcpProxy.to(FreePort.next())) {
            assertThatThrownBy(() -> Peer.connect(lonely.url(), "nobody", true))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(lonely.connections()).isZero();
        }
    }
}
