package dev.mooring.channel;

import dev.mooring.event.DeadLetter;
import dev.mooring.mqtt.PublishException;
import dev.mooring.site.Site;
import dev.mooring.site.SiteMeters.Event;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;

/** Sends messages that no handler takes to the dead letters of their site. Safe on any thread. */
final class DeadLetters {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Clock clock;

    DeadLetters(Clock clock) {
        this.clock = clock;
    }

    /**
     * Publishes a dead letter and acknowledges the message at its PUBACK. A dead letter itself is only acknowledged.
     *
     * @param refused runs when it cannot be published, on any thread: the message stays with the broker
     */
    void bury(Arrival arrival, String channel, String error, Runnable refused) {
        Site origin = arrival.site();
        String site = origin.name();
        if (DeadLetter.isOne(arrival.topic())) {
            ChannelLog.LOG.deadLetterFailed(channel, site, arrival.topic());
            arrival.done().run();
            return;
        }
        DeadLetter letter = new DeadLetter(arrival.message(), error, clock.instant(), site);
        publish(letter, origin, channel)
                .subscribe()
                .with(
                        published -> {
                            arrival.site().meters().count(Event.DEAD_LETTERED);
                            ChannelLog.LOG.deadLettered(
                                    channel,
                                    site,
                                    arrival.topic(),
                                    letter.topic(origin.settings()::below).value());
                            arrival.done().run();
                        },
                        failure -> {
                            ChannelLog.LOG.notDeadLettered(channel, site, arrival.topic(), failure.toString());
                            refused.run();
                        });
    }

    /** Publishes the dead letter; the item comes at its PUBACK. Waits and tries again while the session's queue is full. */
    private static Uni<Void> publish(DeadLetter letter, Site site, String channel) {
        return site.publish(letter.whole(site.settings()::below))
                .onFailure(failure -> is(failure, PublishException.Reason.TOO_LARGE))
                .recoverWithUni(() -> {
                    ChannelLog.LOG.deadLetterCut(
                            channel, site.name(), letter.message().topic().value());
                    return site.publish(letter.withoutPayload(site.settings()::below));
                })
                .onFailure(failure -> is(failure, PublishException.Reason.QUEUE_FULL))
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely();
    }

    private static boolean is(Throwable failure, PublishException.Reason reason) {
        return failure instanceof PublishException refused && refused.reason() == reason;
    }
}
