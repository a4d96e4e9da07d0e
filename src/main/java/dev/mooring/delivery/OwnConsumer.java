package dev.mooring.delivery;

import dev.mooring.mqtt.Acknowledgement;
import dev.mooring.mqtt.DeadCopies;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Takes numbers over a session of our own, one after the other, as slowly as it is told to. Lives on the event loop of that
 * session; {@link #pace} and {@link #hold} may be called from any thread.
 */
public final class OwnConsumer {

    private static final byte[] HELLO = Examined.HELLO.getBytes(StandardCharsets.US_ASCII);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** Takes what was handled. */
    @FunctionalInterface
    public interface Taker {
        /**
         * On the event loop.
         *
         * @param done acknowledges it; from any thread
         */
        void take(InboundMessage message, Runnable done);
    }

    private static final class Waiting implements DeadCopies.Copy<Waiting> {
        private final InboundMessage message;
        private Acknowledgement done;

        Waiting(InboundMessage message, Acknowledgement done) {
            this.message = message;
            this.done = done;
        }

        @Override
        public boolean superseded() {
            return done.superseded();
        }

        @Override
        public boolean sameAs(Waiting other) {
            return message.sameAs(other.message);
        }

        @Override
        public void takeOver(Waiting again) {
            done = again.done;
        }
    }

    private final class Arrivals implements MessageHandler {
        @Override
        public void handle(InboundMessage message, Acknowledgement done) {
            Waiting arrived = new Waiting(message, done);
            if (!dead.knows(arrived)) {
                waiting.add(arrived);
                work();
            }
        }

        @Override
        public void resumed() {
            dead.resumed(waiting);
        }
    }

    private final MqttSession session;
    private final Context context;
    private final Taker taker;
    /** Bounded by the session, which reads no more while many are not done; what comes again is not here twice. */
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private final DeadCopies<Waiting> dead = new DeadCopies<>();

    private Duration pace = Duration.ZERO;
    private boolean holding;
    private boolean resting;

    /** Over a session that lives on that event loop, and was not started yet. */
    public OwnConsumer(MqttSession session, Context context, TopicFilter filter, QoS qos, Taker taker) {
        this.session = session;
        this.context = context;
        this.taker = taker;
        session.subscribe(filter, qos, new Arrivals());
    }

    /** Connects. */
    public void start() {
        session.start();
    }

    /** Takes so long for each from now on. */
    public void pace(Duration each) {
        context.runOnContext(v -> {
            pace = each;
            work();
        });
    }

    /** Takes none from now on, or goes on. */
    public void hold(boolean now) {
        context.runOnContext(v -> {
            holding = now;
            work();
        });
    }

    /** Disconnects; what was not taken stays at the broker. */
    public Future<Void> stop() {
        return session.stop(FAREWELL).mapEmpty();
    }

    /** Whether a message is the word that is published until it comes. */
    public static boolean isHello(InboundMessage message) {
        return message.payloadLength() == HELLO.length && Arrays.equals(message.payloadBytes(), HELLO);
    }

    private void work() {
        while (!holding && !resting && !waiting.isEmpty()) {
            Waiting next = waiting.remove();
            dead.begun(next);
            taker.take(next.message, next.done);
            rest();
        }
    }

    private void rest() {
        if (!pace.isZero()) {
            resting = true;
            context.owner().setTimer(pace.toMillis(), id -> {
                resting = false;
                work();
            });
        }
    }
}
