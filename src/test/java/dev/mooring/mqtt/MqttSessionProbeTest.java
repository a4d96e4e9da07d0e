package dev.mooring.mqtt;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a probe tells of a link that does exactly what the test says. */
class MqttSessionProbeTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = new EventLoops(vertx).next();
    private final FakeTransport transport = new FakeTransport();
    private final MqttSession session = new MqttSession(
            new MqttSession.Environment(vertx, new ConnectPacer(0, System::nanoTime), Clock.systemUTC(), new Random(1)),
            loop,
            transport,
            SessionOptions.to(BrokerUrl.parse("mqtt://one"), new ClientId("me"))
                    .withReconnect(
                            new ReconnectOptions(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(30))),
            new SessionLog());

    @AfterEach
    void stopEventLoops() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void shouldHearNothingWithoutAConnection() throws Exception {
        assertThat(probe()).isFalse();

        session.start();
        attempt(1);

        assertThat(probe()).isFalse();
    }

    @Test
    void shouldGiveANewConnectionItsTime() throws Exception {
        FakeLink link = connected(1);

        assertThat(probe()).isTrue();
        assertThat(onLoop(link::said)).containsExactly("ping");
    }

    @Test
    void shouldNoticeThatNothingCame() throws Exception {
        FakeLink link = connected(1);
        probe();

        assertThat(probe()).isFalse();
        assertThat(onLoop(link::said)).containsExactly("ping", "ping");
    }

    @Test
    void shouldNoticeThatSomethingCame() throws Exception {
        FakeLink link = connected(1);
        probe();
        heard(link);
        assertThat(probe()).isTrue();

        assertThat(probe()).as("nothing since then").isFalse();
    }

    @Test
    void shouldNotHoldAgainstTheBrokerThatWeDidNotRead() throws Exception {
        FakeLink link = connected(1);
        probe();
        onLoop(() -> {
            link.read(false);
            return link;
        });

        assertThat(probe()).isTrue();
    }

    @Test
    void shouldForgetTheConnectionBefore() throws Exception {
        FakeLink link = connected(1);
        probe();
        assertThat(probe()).isFalse();
        onLoop(() -> {
            link.close(CloseReason.Kind.KEEP_ALIVE_TIMEOUT);
            return link;
        });
        assertThat(probe()).isFalse();

        connected(2);

        assertThat(probe()).isTrue();
    }

    // ----

    private boolean probe() throws Exception {
        return session.probe().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private FakeLink connected(int number) {
        session.start();
        FakeTransport.Attempt attempt = attempt(number);
        return onLoop(() -> attempt.accept(true));
    }

    private FakeTransport.Attempt attempt(int number) {
        await().pollDelay(Duration.ZERO).until(() -> transport.attempts().size() >= number);
        return transport.attempts().get(number - 1);
    }

    private void heard(FakeLink link) {
        onLoop(() -> {
            link.heard();
            return link;
        });
    }

    private <T> T onLoop(Supplier<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.runOnContext(v -> {
            try {
                result.complete(action.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(5, TimeUnit.SECONDS).join();
    }
}
