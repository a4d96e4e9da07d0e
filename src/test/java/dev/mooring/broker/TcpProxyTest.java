package dev.mooring.broker;

import dev.mooring.broker.TcpProxy.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

    private static Peer near;
    private TcpProxy proxy;
    private Peer far;

    @BeforeAll
    static void startBroker() {
        BROKER.start();
        near = Peer.connect(BROKER.url(), "near", true);
        near.subscribe("up/#", 0);
    }

    @AfterAll
    static void stopBroker() {
        near.close();
        BROKER.close();
    }

    @BeforeEach
    void connect() {
        proxy = TcpProxy.to(BROKER);
        far = Peer.to(proxy.url()).will("up/will", "gone", 0, false).connect();
        far.subscribe("down/#", 0);
    }

    @AfterEach
    void close() {
        far.close();
        proxy.close();
    }

    @Test
    void shouldForwardBothWays() {
        near.publish("down/x", "hello far", 0, false);
        far.publish("up/x", "hello near", 0, false);

        far.awaitMessage(message -> message.text().equals("hello far"));
        near.awaitMessage(message -> message.text().equals("hello near"));
        assertThat(proxy.connections()).isOne();
    }

    @Test
    void shouldCutAllConnectionsAndTakeNewOnes() {
        proxy.cut();

        await().until(() -> !far.connected());
        near.awaitMessage(message -> message.topic().equals("up/will"));
        assertThat(proxy.connections()).isZero();

        Peer.connect(proxy.url(), "late", true).close();
        assertThat(proxy.accepted()).isEqualTo(2);
    }

    @Test
    void shouldForwardNothingWhileSilentAndAllOfItAfterwards() {
        proxy.silence(true);
        near.publish("down/x", "later, far", 0, false);
        far.publish("up/x", "later, near", 0, false);

        await().during(Duration.ofMillis(300)).until(() -> !got(far, "later, far") && !got(near, "later, near"));
        assertThat(far.connected()).isTrue();
        assertThat(proxy.connections()).isOne();

        proxy.silence(false);
        await().until(() -> got(far, "later, far") && got(near, "later, near"));
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
        near.publish("down/x", "still there", 0, false);
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

    @Test
    void shouldSwallowOneDirectionAndKeepTheConnection() {
        proxy.swallow(Direction.UP, true);
        far.publish("up/x", "lost", 0, false);
        near.publish("down/x", "arrives", 0, false);
        far.awaitMessage(message -> message.text().equals("arrives"));
        await().until(() -> proxy.swallowed(Direction.UP) > 0);
        assertThat(far.connected()).isTrue();

        proxy.swallow(Direction.UP, false);
        far.publish("up/x", "arrives again", 0, false);

        near.awaitMessage(message -> message.text().equals("arrives again"));
        assertThat(got(near, "lost")).isFalse();
        assertThat(proxy.swallowed(Direction.DOWN)).isZero();
    }

    @Test
    void shouldHideTheEndOfTheSideItSwallows() {
        proxy.swallow(Direction.UP, true);

        far.drop();

        await().during(Duration.ofMillis(300)).until(() -> proxy.connections() == 1);
        proxy.swallow(Direction.UP, false);
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void shouldDelay() {
        proxy.delay(Direction.DOWN, Duration.ofHours(1));
        near.publish("down/x", "late", 0, false);

        await().during(Duration.ofMillis(300)).until(() -> !got(far, "late"));
        proxy.delay(Direction.DOWN, Duration.ZERO);

        far.awaitMessage(message -> message.text().equals("late"));
    }

    @Test
    void shouldLimitTheBandwidth() {
        proxy.limit(Direction.UP, 100);
        String large = "x".repeat(10_000);
        far.publish("up/x", large, 0, false);

        await().during(Duration.ofMillis(300)).until(() -> !got(near, large));
        proxy.limit(Direction.UP, 0);

        near.awaitMessage(message -> message.text().equals(large));
    }

    @Test
    void shouldDrip() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TcpProxy dripping = TcpProxy.to(server.getLocalPort());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), dripping.port());
                Socket accepted = server.accept()) {
            accepted.setSoTimeout(5_000);
            dripping.drip(Direction.UP, true);
            client.getOutputStream().write(new byte[500]);

            byte[] buffer = new byte[500];
            int first = accepted.getInputStream().read(buffer);

            assertThat(first).isBetween(1, 499);
            assertThat(accepted.getInputStream().readNBytes(500 - first)).hasSize(500 - first);
        }
    }

    @Test
    void shouldEndAtOnceWhileItDelays() {
        proxy.delay(Direction.UP, Duration.ofHours(1));
        proxy.delay(Direction.DOWN, Duration.ofHours(1));
        near.publish("down/x", "never", 0, false);

        proxy.cut();

        await().until(() -> !far.connected() && proxy.connections() == 0);
    }

    private static boolean got(Peer peer, String text) {
        return peer.received().stream().anyMatch(message -> message.text().equals(text));
    }
}
