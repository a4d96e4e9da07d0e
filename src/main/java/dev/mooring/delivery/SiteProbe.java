package dev.mooring.delivery;

import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.PublishException;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import dev.mooring.site.Site;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a number at each interval over a site's own session, to itself, and counts what comes back. Its state belongs
 * to the site's event loop; {@link #stop} and what it shows are for any thread.
 *
 * <p>It publishes nothing while there is no connection, so that an outage leaves no queue. It ends with {@link #stop}, or by
 * itself when the site has stopped.
 */
final class SiteProbe {

    /** What the broker says about the probe. */
    private enum Answer {
        TAKES_PART("running"),
        REFUSES_NUMBERS("publish-refused"),
        REFUSES_TOPIC("subscribe-refused");

        private final String word;

        Answer(String word) {
            this.word = word;
        }
    }

    /** So long after CONNACK nothing is published: the broker is to know first what is subscribed. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private static final long PAUSE_BETWEEN_LINES = Duration.ofMinutes(1).toNanos();

    private final Site site;
    private final Context context;
    private final ProbeSettings settings;
    private final Clock clock;
    private final TopicName topic;
    private final Instant since;
    private final RoundTrips roundTrips = new RoundTrips();
    private final ProbeMeters meters;
    private final long interval;
    private final long settling;

    private volatile @Nullable Subscription subscription;
    private volatile boolean stopped;
    private volatile ProbeCounts counts;
    private volatile Answer answer = Answer.TAKES_PART;
    private volatile @Nullable Instant lastLoss;

    // All below: event loop only.
    private final RollingLedger ledger;
    private long connectedAt;
    private long ticked = System.nanoTime();
    private long unsaid;
    private long saidAt = ticked - PAUSE_BETWEEN_LINES;

    private SiteProbe(Site site, ProbeSettings settings, Clock clock, MeterRegistry registry) {
        this.site = site;
        this.context = site.context();
        this.settings = settings;
        this.clock = clock;
        this.topic = site.verificationTopic();
        this.since = clock.instant();
        // A process that ran before left smaller ones, if it left any: it cannot have published one each millisecond.
        // Where the clock was set back, it left larger ones than will be published before they have come.
        this.ledger = new RollingLedger(Math.max(0, since.toEpochMilli()), settings.deadline());
        this.counts = ledger.counts();
        this.interval = settings.interval().toNanos();
        this.settling = Math.min(interval, SETTLING.toNanos());
        this.meters = new ProbeMeters(registry, site.name(), this::counts);
    }

    /** Begins, and goes on at each connection of the site. */
    static SiteProbe start(Site site, ProbeSettings settings, Clock clock, MeterRegistry registry) {
        SiteProbe probe = new SiteProbe(site, settings, clock, registry);
        probe.begin();
        return probe;
    }

    private void begin() {
        subscription = site.verify(this::arrived);
        site.whenConnected(begins -> {
            if (begins) {
                connected();
            }
        });
        site.whenRefused(this::subscribeRefused);
        tickLater(offset());
    }

    /** The probes of many sites do not all publish in the same millisecond. */
    private long offset() {
        return 1 + Math.floorMod(site.name().hashCode(), settings.interval().toMillis());
    }

    private void tickLater(long millis) {
        context.owner().setTimer(millis, id -> context.runOnContext(v -> tick()));
    }

    /** Publishes nothing more and unsubscribes. Any thread; twice does nothing. */
    void stop() {
        stopped = true;
        Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
        meters.remove();
    }

    private void tick() {
        if (!stopped && site.state() instanceof ConnectionState.Stopped) {
            stop();
        }
        if (stopped) {
            return;
        }
        tickLater(settings.interval().toMillis());
        long now = System.nanoTime();
        if (now - ticked - interval > settings.deadline().toNanos() / 2) {
            ledger.hearsAgain(now); // this process stood still, and what came meanwhile is not read yet
        }
        ticked = now;
        if (site.connected()) {
            settle(now);
        }
        if (mayPublish(now)) {
            publish(now);
        } else {
            ledger.skip();
        }
        counts = ledger.counts();
    }

    private void settle(long now) {
        int lost = ledger.settle(now);
        if (lost > 0) {
            unsaid += lost;
            lastLoss = clock.instant();
        }
        if (unsaid > 0 && now - saidAt >= PAUSE_BETWEEN_LINES) {
            ProbeLog.LOG.lost(
                    site.name(), unsaid, settings.deadline(), ledger.counts().lost());
            saidAt = now;
            unsaid = 0;
        }
    }

    private boolean mayPublish(long now) {
        return site.connected() && now - connectedAt >= settling && answer != Answer.REFUSES_TOPIC && !ledger.isFull();
    }

    private void publish(long now) {
        long number = ledger.attempt(now);
        site.publish(
                new OutboundMessage(topic, WireFormat.write(number), QoS.AT_LEAST_ONCE, false),
                failure -> answered(number, failure));
    }

    private void answered(long number, @Nullable PublishException failure) {
        if (failure == null) {
            ledger.acknowledge(number, System.nanoTime());
        } else {
            ledger.refuse(number);
        }
        counts = ledger.counts(); // before the answer: who sees that it refuses sees what it refused
        if (failure != null) {
            refused(number, failure);
        } else if (answer == Answer.REFUSES_NUMBERS) {
            answer = Answer.TAKES_PART;
        }
    }

    private void refused(long number, PublishException why) {
        ProbeLog.LOG.notPublished(site.name(), number, String.valueOf(why.getMessage()));
        if (why.reason() == PublishException.Reason.REFUSED && answer == Answer.TAKES_PART) {
            answer = Answer.REFUSES_NUMBERS;
            ProbeLog.LOG.publishRefused(site.name(), String.valueOf(why.getMessage()));
        }
    }

    private void connected() {
        connectedAt = System.nanoTime();
        answer = Answer.TAKES_PART;
        ledger.hearsAgain(connectedAt);
    }

    private void subscribeRefused(TopicFilter filter) {
        if (!stopped && filter.value().equals(topic.value())) {
            answer = Answer.REFUSES_TOPIC;
            ledger.giveUp();
            ProbeLog.LOG.subscribeRefused(site.name(), topic.value());
        }
    }

    private void arrived(InboundMessage message, Runnable done) {
        OptionalLong number = message.retained() ? OptionalLong.empty() : WireFormat.read(message.payloadBytes());
        done.run();
        if (number.isEmpty()) {
            ledger.receiveForeign();
        } else {
            long roundTrip = ledger.receive(number.getAsLong(), System.nanoTime());
            if (roundTrip >= 0) {
                roundTrips.add(roundTrip);
                meters.roundTrip(roundTrip);
            }
        }
        counts = ledger.counts();
    }

    /** Whether it ended. */
    boolean stopped() {
        return stopped;
    }

    /** The words of the connection while there is none; else whether the broker takes part. */
    String state() {
        return site.connected() ? answer.word : site.state().word();
    }

    /** Where it publishes. */
    TopicName topic() {
        return topic;
    }

    /** When it began. */
    Instant since() {
        return since;
    }

    /** What became of its numbers. */
    ProbeCounts counts() {
        return counts;
    }

    /** When something was last counted as lost; empty when nothing ever was. */
    Optional<Instant> lastLoss() {
        return Optional.ofNullable(lastLoss);
    }

    /** How long the last numbers took. */
    RoundTrips roundTrips() {
        return roundTrips;
    }
}
