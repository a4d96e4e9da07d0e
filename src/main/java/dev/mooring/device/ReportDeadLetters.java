package dev.mooring.device;

import dev.mooring.event.DeadLetter;
import dev.mooring.mqtt.PublishException;
import dev.mooring.site.Site;
import dev.mooring.site.SiteMeters.Event;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;

/** Sends what is no report to the dead letters of its site, as channels do with what no handler takes. Any thread. */
final class ReportDeadLetters {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Clock clock;
    private final LogPace failures = new LogPace(System::nanoTime);

    ReportDeadLetters(Clock clock) {
        this.clock = clock;
    }

    /**
     * Publishes a dead letter. A dead letter itself is not published again. What cannot be published stays unacknowledged:
     * the broker sends it again with the next connection.
     *
     * @param done run at the broker's PUBACK
     */
    void bury(Site site, String topic, byte[] payload, String error, Runnable done) {
        if (DeadLetter.isOne(topic)) {
            done.run();
            return;
        }
        publish(DeadLetter.of(topic, payload, error, clock.instant(), site.name()), site)
                .subscribe()
                .with(
                        published -> {
                            site.meters().count(Event.DEAD_LETTERED);
                            done.run();
                        },
                        failure -> failed(site, failure));
    }

    private void failed(Site site, Throwable failure) {
        if (failures.due()) {
            DeviceLog.LOG.reportNotDeadLettered(site.name(), failure.toString());
        }
    }

    /** Waits and tries again while the site's outbox is full. */
    private static Uni<Void> publish(DeadLetter letter, Site site) {
        return site.publish(letter.whole(site.settings()::below))
                .onFailure(failure -> is(failure, PublishException.Reason.TOO_LARGE))
                .recoverWithUni(() -> site.publish(letter.withoutPayload(site.settings()::below)))
                .onFailure(failure -> is(failure, PublishException.Reason.QUEUE_FULL))
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely();
    }

    private static boolean is(Throwable failure, PublishException.Reason reason) {
        return failure instanceof PublishException refused && refused.reason() == reason;
    }
}
