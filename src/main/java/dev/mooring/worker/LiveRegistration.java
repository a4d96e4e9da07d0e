package dev.mooring.worker;

import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.Presence;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.StopOutcome;
import dev.mooring.mqtt.SubscribeOptions;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import dev.mooring.site.Site;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A worker with a connection of its own, because a connection has one will: an empty retained message, so that the broker
 * forgets a worker that crashed. What the worker can do is the connection's birth message, said again at each refresh.
 *
 * <p>State belongs to the site's event loop; public methods hand over.
 */
final class LiveRegistration implements WorkerRegistration {

    static final int IDLE_AT_FIRST = 1;

    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final Duration BETWEEN_CHANGES = Duration.ofMillis(100);
    /** Somebody who insists must not make us shout without a pause. */
    private static final Duration BETWEEN_DENIALS = Duration.ofSeconds(1);

    private static final byte[] NOTHING = {};

    private final Site site;
    private final WorkerId id;
    private final List<String> capabilities;
    private final TopicName topic;
    private final Duration refreshInterval;
    private final Runnable whenClosed;
    private final Context context;
    private final MqttSession session;
    private final Said said = new Said();
    private final Paced changes;
    private final Paced denials;
    private final Denials denialsLogged = new Denials();
    private final AtomicInteger idleCount = new AtomicInteger(IDLE_AT_FIRST);
    private final AtomicReference<@Nullable Future<StopOutcome>> closing = new AtomicReference<>();

    private @Nullable Long refreshTimer;

    /**
     * A worker that is not registered yet.
     *
     * @param clientId        of its connection
     * @param topic           the site's prefix included
     * @param refreshInterval how often it says that it is there
     * @param whenClosed      runs when it is not registered any more, on the event loop
     */
    LiveRegistration(
            Site site,
            Card.Known worker,
            ClientId clientId,
            TopicName topic,
            Duration refreshInterval,
            Runnable whenClosed) {
        this.site = site;
        this.id = new WorkerId(worker.id());
        this.capabilities = worker.capabilities();
        this.topic = topic;
        this.refreshInterval = refreshInterval;
        this.whenClosed = whenClosed;
        this.context = site.context();
        this.session = site.apart(clientId, new Listener(), begins -> {
            said.clear();
            return Optional.of(new Words());
        });
        this.changes = new Paced(context, BETWEEN_CHANGES, session::reassertPresence);
        this.denials = new Paced(context, BETWEEN_DENIALS, session::reassertPresence);
    }

    void start() {
        // Without No Local, and so apart: the will of an earlier connection of ours counts as our own.
        session.subscribe(
                new TopicFilter(topic.value()), QoS.AT_LEAST_ONCE, SubscribeOptions.APART, (message, done) -> {
                    heard(message);
                    done.run();
                });
        session.start();
        context.runOnContext(v -> {
            if (closing.get() == null) {
                refreshTimer = context.owner()
                        .setPeriodic(
                                refreshInterval.toMillis(),
                                timer -> context.runOnContext(due -> session.reassertPresence()));
            }
        });
        WorkerLog.LOG.registered(site.name(), id, topic);
    }

    private void heard(InboundMessage message) {
        if (!said.isOurs(message.payloadBytes()) && closing.get() == null) {
            denialsLogged.add();
            denials.ask();
        }
    }

    @Override
    public String id() {
        return id.value();
    }

    @Override
    public String site() {
        return site.name();
    }

    @Override
    public String topic() {
        return topic.value();
    }

    @Override
    public boolean connected() {
        return session.state() instanceof ConnectionState.Connected;
    }

    @Override
    public int idleCount() {
        return idleCount.get();
    }

    @Override
    public void idleCount(int count) {
        if (idleCount.getAndSet(checked(count)) != count) {
            context.runOnContext(v -> changes.ask());
        }
    }

    static int checked(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("idle count must not be negative, got: " + count);
        }
        return count;
    }

    @Override
    public Uni<Void> close() {
        Future<StopOutcome> stopped = closing.get();
        if (stopped == null) {
            stopped = stop();
        }
        return Uni.createFrom()
                .completionStage(stopped.toCompletionStage())
                .invoke(this::check)
                .replaceWithVoid();
    }

    /** Two that close at once stop the session twice, which it takes for once. */
    private Future<StopOutcome> stop() {
        Future<StopOutcome> stopped = session.stop(FAREWELL);
        if (closing.compareAndSet(null, stopped)) {
            stopped.onComplete(over -> context.runOnContext(
                    v -> ended(over.succeeded() && over.result().clean())));
        }
        return stopped;
    }

    private void ended(boolean cleared) {
        Long timer = refreshTimer;
        if (timer != null) {
            context.owner().cancelTimer(timer);
        }
        if (cleared) {
            WorkerLog.LOG.closed(site.name(), id);
        } else {
            WorkerLog.LOG.notCleared(site.name(), FAREWELL, id);
        }
        whenClosed.run();
    }

    private void check(StopOutcome outcome) {
        if (!outcome.clean()) {
            throw new IllegalStateException(
                    "the broker did not confirm that the topic of worker " + id + " is cleared");
        }
    }

    /** What the connection says. */
    private final class Words implements Presence {
        @Override
        public OutboundMessage will() {
            return message(NOTHING);
        }

        @Override
        public OutboundMessage birth(Instant now) {
            byte[] payload = new Card.Known(id.value(), capabilities, idleCount.get()).at(now);
            said.add(payload);
            return message(payload);
        }

        @Override
        public OutboundMessage farewell(Instant now) {
            return message(NOTHING);
        }

        private OutboundMessage message(byte[] payload) {
            return new OutboundMessage(topic, payload, QoS.AT_LEAST_ONCE, true);
        }
    }

    /** Logs that somebody else writes on the topic, once a minute. */
    private final class Denials {
        private static final long PAUSE = 60_000_000_000L;

        private @Nullable Long logged;
        private long leftOut;

        void add() {
            long now = System.nanoTime();
            Long before = logged;
            if (before != null && now - before < PAUSE) {
                leftOut++;
                return;
            }
            WorkerLog.LOG.reasserted(site.name(), id, topic, leftOut);
            logged = now;
            leftOut = 0;
        }
    }

    private final class Listener implements SessionListener {
        private String refusal = "";

        @Override
        public void stateChanged(ConnectionState from, ConnectionState to) {
            if (to instanceof ConnectionState.Misconfigured wrong
                    && !wrong.cause().equals(refusal)) {
                refusal = wrong.cause();
                WorkerLog.LOG.refused(site.name(), id, refusal);
            }
        }

        @Override
        public void takenOver() {
            WorkerLog.LOG.takenOver(site.name(), id);
        }

        @Override
        public void subscriptionRefused(TopicFilter filter) {
            WorkerLog.LOG.refused(site.name(), id, "may not subscribe " + filter);
        }
    }
}
