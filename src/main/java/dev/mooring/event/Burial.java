package dev.mooring.event;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.PublishException;
import io.vertx.core.Context;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages that no handler takes to the dead letters, and has them acknowledged when they are there. Confined to the
 * event loop of its link.
 */
final class Burial {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final EventLink link;
    private final Clock clock;
    private final Context context;

    Burial(EventLink link, Clock clock) {
        this.link = link;
        this.clock = clock;
        this.context = link.context();
    }

    /** Who wants to know what became of a dead letter. */
    @FunctionalInterface
    interface Outcome {
        /**
         * Tells it.
         *
         * @param there whether the message may be acknowledged
         */
        void buried(boolean there);
    }

    /** Publishes a dead letter, and answers at its PUBACK. A dead letter itself is not published again. */
    void bury(InboundMessage message, String error, Outcome done) {
        String topic = message.topic().value();
        if (DeadLetter.isOne(topic)) {
            EventLog.LOG.deadLetterFailed(link.name(), topic);
            done.buried(true);
            return;
        }
        publish(new DeadLetter(message, error, clock.instant(), link.name()), false, FIRST_PAUSE, done);
    }

    private void publish(DeadLetter letter, boolean cut, Duration pause, Outcome done) {
        link.publish(
                cut ? letter.withoutPayload(link::below) : letter.whole(link::below),
                failure -> context.runOnContext(v -> published(letter, cut, pause, done, failure)));
    }

    private void published(
            DeadLetter letter, boolean cut, Duration pause, Outcome done, @Nullable PublishException failure) {
        String topic = letter.message().topic().value();
        if (failure == null) {
            link.count(EventOutcome.DEAD_LETTERED);
            EventLog.LOG.deadLettered(
                    link.name(), topic, letter.topic(link::below).value());
            done.buried(true);
        } else if (failure.reason() == PublishException.Reason.TOO_LARGE && !cut) {
            EventLog.LOG.deadLetterCut(link.name(), topic);
            publish(letter, true, pause, done);
        } else if (failure.reason() == PublishException.Reason.QUEUE_FULL) {
            Duration next = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            context.owner()
                    .setTimer(pause.toMillis(), id -> context.runOnContext(v -> publish(letter, cut, next, done)));
        } else {
            EventLog.LOG.notDeadLettered(link.name(), topic, String.valueOf(failure.getMessage()));
            done.buried(false);
        }
    }
}
