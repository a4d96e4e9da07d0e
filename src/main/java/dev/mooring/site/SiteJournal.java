package dev.mooring.site;

import dev.mooring.mqtt.CloseReason;
import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a site's session tells into log lines, counts, and what is known of the site afterwards. Told on the site's event
 * loop alone; asked on any thread.
 */
final class SiteJournal implements SessionListener {

    private static final Duration REFUSAL_PAUSE = Duration.ofMinutes(1);

    private final SiteSettings settings;
    private final SiteMeters meters;
    private final Clock clock;
    private final Predicate<InboundMessage> ownBusiness;
    private final Hearers hearers;
    private final StateHistory history = new StateHistory();

    private volatile boolean attempted;
    private volatile @Nullable Instant lastConnected;
    private volatile String lastError = "";

    private String saidLast = "";
    private Instant refusalSaid = Instant.EPOCH;
    private long refusalsLeftOut;

    /** Who is told when something was written down. */
    interface Hearers {
        /** A connection began, or ended. */
        void connected(boolean now);

        /** The broker refused a subscription. */
        void subscriptionRefused(TopicFilter filter);
    }

    /**
     * Empty.
     *
     * @param ownBusiness what nobody need handle
     */
    SiteJournal(
            SiteSettings settings,
            SiteMeters meters,
            Clock clock,
            Predicate<InboundMessage> ownBusiness,
            Hearers hearers) {
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        this.ownBusiness = ownBusiness;
        this.hearers = hearers;
    }

    /** The last state changes. */
    StateHistory history() {
        return history;
    }

    /** Whether a first attempt to connect has ended, well or not. */
    boolean attempted() {
        return attempted;
    }

    /** When the last connection was established; empty if none ever was. */
    Optional<Instant> lastConnected() {
        return Optional.ofNullable(lastConnected);
    }

    /** What went wrong last; empty if nothing did. */
    String lastError() {
        return lastError;
    }

    @Override
    public void stateChanged(ConnectionState from, ConnectionState to) {
        record(from, to);
        tell(from, to);
        log(from, to);
    }

    private void record(ConnectionState from, ConnectionState to) {
        history.add(new StateChange(clock.instant(), from.word(), to.word(), to.cause()));
        if (to instanceof ConnectionState.Connected connected) {
            lastConnected = connected.since();
            meters.count(SiteMeters.Event.CONNECTED);
        }
        if (from instanceof ConnectionState.Connecting) {
            attempted = true;
        }
        if (!to.cause().isEmpty()) {
            lastError = to.cause();
        }
    }

    private void tell(ConnectionState from, ConnectionState to) {
        if (to instanceof ConnectionState.Connected) {
            hearers.connected(true);
        } else if (from instanceof ConnectionState.Connected) {
            hearers.connected(false);
        }
    }

    private void log(ConnectionState from, ConnectionState to) {
        if (repeats(to)) {
            SiteLog.LOG.repeated(settings.name(), from.word(), to.word(), to.cause());
        } else if (to instanceof ConnectionState.Misconfigured) {
            SiteLog.LOG.misconfigured(settings.name(), to.cause());
        } else if (to.cause().isEmpty()) {
            SiteLog.LOG.stateChanged(settings.name(), from.word(), to.word());
        } else {
            SiteLog.LOG.stateChangedFor(settings.name(), from.word(), to.word(), to.cause());
        }
    }

    /** A broker that is away for an hour is said once, not with every attempt. */
    private boolean repeats(ConnectionState to) {
        if (to instanceof ConnectionState.Connecting connecting) {
            return connecting.attempt() > 1;
        }
        boolean same = !to.cause().isEmpty() && to.cause().equals(saidLast);
        saidLast = to.cause();
        return same;
    }

    @Override
    public void disconnected(CloseReason reason) {
        meters.disconnected(reason.kind());
    }

    @Override
    public void sessionLost() {
        meters.count(SiteMeters.Event.SESSION_LOST);
        SiteLog.LOG.sessionLost(settings.name(), clientId());
    }

    @Override
    public void takenOver() {
        meters.count(SiteMeters.Event.TAKEN_OVER);
        SiteLog.LOG.takenOver(
                settings.name(), clientId(), settings.broker().reconnect().takeoverCooldown());
    }

    private String clientId() {
        return settings.broker().clientId().value();
    }

    @Override
    public void subscriptionRefused(TopicFilter filter) {
        meters.count(SiteMeters.Event.SUBSCRIPTION_REFUSED);
        lastError = "the broker refused to subscribe " + filter;
        SiteLog.LOG.subscriptionRefused(settings.name(), filter);
        hearers.subscriptionRefused(filter);
    }

    @Override
    public void received(InboundMessage message) {
        meters.count(SiteMeters.Event.RECEIVED);
    }

    @Override
    public void acknowledged(long arrivedNanos) {
        meters.acknowledged(System.nanoTime() - arrivedNanos);
    }

    @Override
    public void handlerOverdue(Duration after) {
        meters.count(SiteMeters.Event.OVERDUE);
        SiteLog.LOG.handlerOverdue(settings.name(), after);
    }

    @Override
    public void unhandled(InboundMessage message) {
        if (ownBusiness.test(message)) {
            return;
        }
        if (!settings.owns(message.topic())) {
            refuse(message.topic());
            return;
        }
        meters.count(SiteMeters.Event.UNHANDLED);
        SiteLog.LOG.unhandled(settings.name(), message.topic());
    }

    /** A site may speak only for itself: who wants to hear it on other topics has a handler for them. */
    private void refuse(TopicName topic) {
        meters.count(SiteMeters.Event.REFUSED);
        Instant now = clock.instant();
        if (now.isBefore(refusalSaid.plus(REFUSAL_PAUSE))) {
            refusalsLeftOut++;
            return;
        }
        SiteLog.LOG.refused(settings.name(), topic, settings.prefix(), refusalsLeftOut);
        refusalSaid = now;
        refusalsLeftOut = 0;
    }

    @Override
    public void handlerFailed(InboundMessage message, RuntimeException failure) {
        meters.count(SiteMeters.Event.FAILED);
        SiteLog.LOG.handlerThrew(settings.name(), message.topic(), failure);
    }
}
