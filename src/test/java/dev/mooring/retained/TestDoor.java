package dev.mooring.retained;

import dev.mooring.broker.MqttVersion;
import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.ConnectPacer;
import dev.mooring.mqtt.Limits;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.SessionOptions;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections to a broker of a test. */
final class TestDoor implements BrokerDoor {

    private static final Vertx VERTX = Vertx.vertx();
    private static final AtomicInteger DOORS = new AtomicInteger();

    private final int number = DOORS.incrementAndGet();
    private final AtomicInteger last = new AtomicInteger();
    private final Context context = VERTX.getOrCreateContext();
    private final String url;
    private final MqttVersion version;

    TestDoor(String url, MqttVersion version) {
        this.url = url;
        this.version = version;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public String nextClientId() {
        return "door-" + number + "-" + last.incrementAndGet();
    }

    @Override
    public MqttSession open(String clientId, SessionListener listener) {
        SessionOptions options = SessionOptions.to(BrokerUrl.parse(url), new ClientId(clientId))
                .withProtocolVersion(version == MqttVersion.V5 ? ProtocolVersion.V5 : ProtocolVersion.V3_1_1)
                .withCleanSession(true)
                .withLimits(new Limits(100, 1000, 8 << 20))
                .withSessionExpiry(Duration.ZERO);
        MqttSession.Environment environment = new MqttSession.Environment(
                VERTX, new ConnectPacer(0, System::nanoTime), Clock.systemUTC(), new Random());
        return new MqttSession(environment, context, options, listener);
    }

    /** What becomes of it, within 30 s. */
    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("no answer", e);
        }
    }
}
