package dev.mooring.delivery;

import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.ConnectPacer;
import dev.mooring.mqtt.EventLoops;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.ReconnectOptions;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.SessionOptions;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sessions of tests, kept by their brokers and quick to come back, all on one event loop. */
final class QuickSessions implements AutoCloseable {

    /** How long a connection may be silent: what a frozen broker costs. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(1);

    static final Duration MIN_DELAY = Duration.ofMillis(10);
    static final Duration MAX_DELAY = Duration.ofMillis(100);
    static final Duration COOLDOWN = Duration.ofMillis(100);

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final MqttSession.Environment environment =
            new MqttSession.Environment(vertx, new ConnectPacer(0, System::nanoTime), Clock.systemUTC(), new Random(7));
    private final Context loop = new EventLoops(vertx).next();

    Vertx vertx() {
        return vertx;
    }

    /** Where all of them live. */
    Context loop() {
        return loop;
    }

    /** Not started yet. */
    MqttSession session(String url, ProtocolVersion version, String clientId) {
        return session(url, version, clientId, new SessionListener() {});
    }

    /** Not started yet. */
    MqttSession session(String url, ProtocolVersion version, String clientId, SessionListener listener) {
        SessionOptions options = SessionOptions.to(BrokerUrl.parse(url), new ClientId(clientId))
                .withProtocolVersion(version)
                .withKeepAlive(KEEP_ALIVE)
                .withReconnect(new ReconnectOptions(MIN_DELAY, MAX_DELAY, COOLDOWN));
        return new MqttSession(environment, loop, options, listener);
    }

    /** Ends the event loops, and their connections with them. */
    @Override
    public void close() {
        CountDownLatch closed = new CountDownLatch(1);
        vertx.close().onComplete(done -> closed.countDown());
        try {
            if (!closed.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("event loops did not end within " + DEADLINE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
