package dev.mooring.delivery;

import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.PublishException;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Publishes numbers in bursts, each when it is due, whatever became of the one before; but while too many wait for the
 * broker, none, and what was due meanwhile follows as soon as it may. Its state belongs to the event loop it was made on;
 * {@link #run} and {@link #stop} may be called from any thread.
 */
public final class Producer {

    /** What waits for the broker's acknowledgement, at most: more would only fill a queue. */
    private static final int MOST_UNDER_WAY = 10_000;

    /**
     * What is to be published.
     *
     * @param burst    how many at once, from 1
     * @param interval between the beginnings of two bursts
     * @param first    the first number
     * @param count    how many; 0 for no end
     */
    public record Plan(TopicName topic, QoS qos, int burst, Duration interval, long first, long count) {
        /** @throws IllegalArgumentException when a number is out of range */
        public Plan {
            if (burst < 1 || burst > MOST_UNDER_WAY) {
                throw new IllegalArgumentException("a burst must be 1 to " + MOST_UNDER_WAY + ", got: " + burst);
            }
            if (interval.toMillis() < 1) {
                throw new IllegalArgumentException("the interval must be at least 1 ms, got: " + interval);
            }
            if (first < 0 || count < 0) {
                throw new IllegalArgumentException(
                        "first and count must not be negative, got: " + first + " and " + count);
            }
        }
    }

    /** Hears what happens to each number, on the event loop. */
    public interface Witness {
        /** It is about to be published. */
        void attempted(long number);

        /** The broker acknowledged it; for QoS 0 it was handed to the socket. */
        void acknowledged(long number);

        /** It will never be published; why. */
        void refused(long number, Throwable why);
    }

    private final MqttSession session;
    private final Context context;
    private final Plan plan;
    private final Witness witness;
    private final Promise<Long> end = Promise.promise();
    private long begin;
    private long next;
    private int underWay;
    private boolean stopping;

    /** Publishes over a session that is started by the caller, and lives on that event loop. */
    public Producer(MqttSession session, Context context, Plan plan, Witness witness) {
        this.session = session;
        this.context = context;
        this.plan = plan;
        this.witness = witness;
        this.next = plan.first();
    }

    /** Begins; completes with the next number when all is published and answered, or after {@link #stop}. */
    public Future<Long> run() {
        context.runOnContext(v -> {
            begin = System.nanoTime();
            burst();
        });
        return end.future();
    }

    /** Publishes nothing more; what is under way is awaited. */
    public void stop() {
        context.runOnContext(v -> {
            stopping = true;
            endIfDone();
        });
    }

    private boolean isOver() {
        return stopping || (plan.count() > 0 && next >= plan.first() + plan.count());
    }

    /** When a number should be published, in {@link System#nanoTime}; on the event loop, once it runs. */
    long due(long number) {
        return begin + (number - plan.first()) / plan.burst() * plan.interval().toNanos();
    }

    private void burst() {
        while (!isOver() && underWay < MOST_UNDER_WAY && due(next) - System.nanoTime() <= 0) {
            publish(next++);
        }
        if (isOver()) {
            endIfDone();
            return;
        }
        long delay = Duration.ofNanos(due(next) - System.nanoTime()).toMillis();
        context.owner().setTimer(Math.max(1, delay), id -> context.runOnContext(v -> burst()));
    }

    private void publish(long number) {
        underWay++;
        witness.attempted(number);
        OutboundMessage message = new OutboundMessage(plan.topic(), WireFormat.write(number), plan.qos(), false);
        session.publish(message, failure -> answered(number, failure));
    }

    private void answered(long number, @Nullable PublishException failure) {
        underWay--;
        if (failure == null) {
            witness.acknowledged(number);
        } else {
            witness.refused(number, failure);
        }
        endIfDone();
    }

    private void endIfDone() {
        if (isOver() && underWay == 0) {
            end.tryComplete(next);
        }
    }
}
