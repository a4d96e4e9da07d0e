package dev.mooring.testkit;

import dev.mooring.demo.EmbeddedBroker;
import dev.mooring.event.EventClient;
import dev.mooring.event.EventLink;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The embedded broker, and a connection that hears everything. */
final class EmbeddedWire implements Wire {

    /** Held here because the log manager holds loggers weakly. Without it, Artemis logs each message. */
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger("org.apache.activemq"), Logger.getLogger("org.apache.activemq.audit"));

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration MIN_DELAY = Duration.ofMillis(50);
    private static final Duration MAX_DELAY = Duration.ofMillis(200);

    private final Vertx vertx;
    private final EmbeddedBroker broker;
    private final EventLink ear;

    private EmbeddedWire(Vertx vertx, EmbeddedBroker broker) {
        this.vertx = vertx;
        this.broker = broker;
        this.ear = link("mooring-testkit");
    }

    /**
     * Returns when the broker runs, and nothing that is published escapes.
     *
     * @param witness hears of each message, on an event loop
     */
    static EmbeddedWire start(Vertx vertx, Consumer<InboundMessage> witness) {
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        EmbeddedWire wire = new EmbeddedWire(vertx, startBroker());
        try {
            wire.listen(witness);
            return wire;
        } catch (RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    private static EmbeddedBroker startBroker() {
        try {
            return EmbeddedBroker.start(0);
        } catch (IOException e) {
            throw new IllegalStateException("the embedded broker does not start", e);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "there is no embedded broker on the class path: the tests need org.apache.artemis:artemis-server"
                            + " and org.apache.artemis:artemis-mqtt-protocol",
                    e);
        }
    }

    private void listen(Consumer<InboundMessage> witness) {
        ear.subscribe(new TopicFilter("#"), QoS.EXACTLY_ONCE, (message, done) -> {
            witness.accept(message);
            done.run();
        });
        await(ear.start(Optional.empty()));
        new Barrier(ear, RecordedEvents.BARRIERS + "begin").pass();
    }

    @Override
    public EventLink link(String clientId) {
        return EventClient.builder(broker.url(), clientId)
                .vertx(vertx)
                .reconnect(MIN_DELAY, MAX_DELAY)
                .build()
                .link();
    }

    @Override
    public String url() {
        return broker.url();
    }

    @Override
    public void close() {
        await(ear.stop(Duration.ofSeconds(1)));
        try {
            broker.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> void await(Future<T> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
