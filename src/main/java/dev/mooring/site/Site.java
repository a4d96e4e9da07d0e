package dev.mooring.site;

import dev.mooring.mqtt.Acknowledgement;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.Limits;
import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.Presence;
import dev.mooring.mqtt.PublishException;
import dev.mooring.mqtt.PublishListener;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.SessionOptions;
import dev.mooring.mqtt.StopOutcome;
import dev.mooring.mqtt.SubscribeOptions;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TlsSetup;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One site: a session with its broker, and what it says about itself. Safe on any thread. */
public final class Site {

    /** Below a site's prefix: where instances publish to themselves, each on a topic of its own. */
    private static final String VERIFICATION = "mooring/verification/";

    private final SiteSettings settings;
    private final MqttSession.Environment environment;
    private final TlsSetup tls;
    private final Context context;
    private final MqttSession session;
    private final SiteMeters meters;
    private final PublishMeters publishMeters;
    private final boolean publishes;
    private final @Nullable StatusTopic statusTopic;
    private final SiteJournal journal;
    private final String verification;
    private final List<Consumer<Boolean>> whenConnected = new CopyOnWriteArrayList<>();
    private final List<Consumer<TopicFilter>> whenRefused = new CopyOnWriteArrayList<>();

    Site(
            SiteSettings settings,
            MqttSession.Environment environment,
            Context context,
            TlsSetup tls,
            @Nullable StatusTopic statusTopic,
            SiteMeters meters,
            PublishMeters publishMeters,
            boolean publishes) {
        this.settings = settings;
        this.environment = environment;
        this.tls = tls;
        this.context = context;
        this.meters = meters;
        this.publishMeters = publishMeters;
        this.publishes = publishes;
        this.statusTopic = statusTopic;
        this.verification = settings.below(VERIFICATION);
        this.journal = new SiteJournal(settings, meters, environment.clock(), this::isVerification, new Hearers());
        this.session = new MqttSession(environment, context, options(), journal);
        if (statusTopic != null && publishes) {
            TopicFilter own = new TopicFilter(statusTopic.topic().value());
            // Without No Local, and so apart: the will of an earlier connection of ours counts as our own.
            session.subscribe(
                    own,
                    QoS.AT_LEAST_ONCE,
                    SubscribeOptions.APART,
                    new StatusGuard(name(), statusTopic, session, context));
        }
        for (TopicFilter filter : settings.subscriptions()) {
            session.subscribe(filter, QoS.AT_LEAST_ONCE, SubscribeOptions.NO_LOCAL);
        }
    }

    private SessionOptions options() {
        BrokerAccess broker = settings.broker();
        StatusTopic status = publishes ? statusTopic : null;
        return SessionOptions.to(broker.url(), broker.clientId())
                .withCredentials(broker.credentials())
                .withProtocolVersion(broker.protocolVersion())
                .withCleanSession(broker.cleanSession())
                .withSessionExpiry(broker.sessionExpiry())
                .withKeepAlive(broker.keepAlive())
                .withReconnect(broker.reconnect())
                .withLimits(broker.limits())
                .withTls(tls)
                .withPresence(begins -> Optional.<Presence>ofNullable(status == null ? null : status.presence(begins)));
    }

    /**
     * A session of its own at the site's broker, with the site's address, credentials and TLS, for what would disturb the
     * site's own. It begins anew, leaves nothing behind, says nothing about itself, and is not started. Who opens it stops it.
     */
    public MqttSession apart(ClientId clientId, SessionListener listener) {
        return apart(settings.broker().apart(clientId, tls), listener);
    }

    /** As {@link #apart(ClientId, SessionListener)}, with other limits than the site's. */
    public MqttSession apart(ClientId clientId, Limits limits, SessionListener listener) {
        return apart(settings.broker().apart(clientId, tls).withLimits(limits), listener);
    }

    /**
     * As {@link #apart(ClientId, SessionListener)}, with a birth and a will, unless nothing is to be published.
     *
     * @param presence what the connection that begins at an instant says about itself
     */
    public MqttSession apart(
            ClientId clientId, SessionListener listener, Function<Instant, Optional<Presence>> presence) {
        SessionOptions options = settings.broker().apart(clientId, tls);
        return apart(publishes ? options.withPresence(presence) : options, listener);
    }

    private MqttSession apart(SessionOptions options, SessionListener listener) {
        return new MqttSession(environment, context, options, listener);
    }

    /** The site's name. */
    public String name() {
        return settings.name();
    }

    /** How it is configured. */
    public SiteSettings settings() {
        return settings;
    }

    /** Its client id at the broker. */
    public String clientId() {
        return settings.broker().clientId().value();
    }

    /** Where its connection stands. */
    public ConnectionState state() {
        return session.state();
    }

    /** Whether it is connected now. */
    public boolean connected() {
        return state() instanceof ConnectionState.Connected;
    }

    /** Whether a first attempt to connect has ended, well or not. */
    public boolean attempted() {
        return journal.attempted();
    }

    /** When the present state began. */
    public Instant since() {
        return journal.history().since();
    }

    /** When its last connection was established; empty if none ever was. */
    public Optional<Instant> lastConnected() {
        return journal.lastConnected();
    }

    /** How many inbound messages wait for their handlers, about. */
    public int unacknowledged() {
        return session.unacknowledged();
    }

    /** How many outbound messages wait for the broker, about. */
    public int unpublished() {
        return session.unpublished();
    }

    /** What went wrong last; empty if nothing did. */
    public String lastError() {
        return journal.lastError();
    }

    /** The last state changes, oldest first. */
    public List<StateChange> history() {
        return journal.history().all();
    }

    /** What is counted for it. */
    public SiteMeters meters() {
        return meters;
    }

    Map<String, Long> counts() {
        return meters.counts();
    }

    /** The event loop it lives on: its handlers are called there. */
    public Context context() {
        return context;
    }

    /**
     * Publishes. The item comes at PUBACK, also when that is after reconnects; for QoS 0 when the message was handed
     * to the socket. Fails with {@link PublishException}. Nothing is sent before somebody subscribes, nor when the site
     * does not {@linkplain #publishes publish}: then the item comes all the same.
     */
    public Uni<Void> publish(OutboundMessage message) {
        return Uni.createFrom()
                .emitter(emitter -> publish(message, failure -> {
                    if (failure == null) {
                        emitter.complete(null);
                    } else {
                        emitter.fail(failure);
                    }
                }));
    }

    /** As {@link #publish(OutboundMessage)}, at once, and without the cost of a {@link Uni}. */
    public void publish(OutboundMessage message, PublishListener done) {
        if (publishes) {
            session.publish(message, publishMeters.begin(message.topic(), done));
        } else {
            publishMeters.nothing();
            context.runOnContext(v -> done.done(null)); // not here: who publishes on and on would never return
        }
    }

    /** Whether it publishes at all; if not, every publish does nothing and is counted ({@code mooring.broadcast-type}). */
    public boolean publishes() {
        return publishes;
    }

    /**
     * Adds a handler for a topic filter as it is (see {@link SiteSettings#below} for one below the prefix). It does not
     * see what this site says on its own status topic, nor what instances publish to themselves ({@link #verify}).
     */
    public Subscription subscribe(TopicFilter filter, QoS qos, MessageHandler handler) {
        return session.subscribe(filter, qos, withoutOwnBusiness(handler));
    }

    /** Where this very client publishes what it wants to see come back: below the prefix, with its client id. */
    public TopicName verificationTopic() {
        return new TopicName(verification + clientId().replace('+', '_').replace('#', '_'));
    }

    /** Takes what comes back on the {@link #verificationTopic}; no other handler sees it. */
    public Subscription verify(MessageHandler handler) {
        TopicFilter own = new TopicFilter(verificationTopic().value());
        // Without No Local, and so apart: the filter of the whole site would bring back all that it publishes.
        return session.subscribe(own, QoS.AT_LEAST_ONCE, SubscribeOptions.APART, handler);
    }

    /** Of this instance or of another one at the same broker; handlers that take everything have no use for it. */
    private boolean isVerification(InboundMessage message) {
        return message.topic().value().startsWith(verification);
    }

    private MessageHandler withoutOwnBusiness(MessageHandler handler) {
        return new MessageHandler() {
            @Override
            public void handle(InboundMessage message, Acknowledgement done) {
                StatusTopic status = statusTopic;
                if (isVerification(message) || (status != null && status.isOwn(message))) {
                    done.run();
                } else {
                    handler.handle(message, done);
                }
            }

            @Override
            public boolean readsInPlace() {
                return handler.readsInPlace();
            }

            @Override
            public void resumed() {
                handler.resumed();
            }

            @Override
            public Future<Void> quiesce() {
                return handler.quiesce();
            }
        };
    }

    void start() {
        if (settings.enabled()) {
            session.start();
        }
    }

    /** Asks the broker for a sign of life; see {@link MqttSession#probe}. */
    public Future<Boolean> probe() {
        return session.probe();
    }

    /**
     * Calls whenever a connection begins (true) or ends, on the site's event loop; at once when there is one already. For
     * as long as the site lives.
     */
    public void whenConnected(Consumer<Boolean> listener) {
        context.runOnContext(v -> {
            whenConnected.add(listener);
            if (connected()) {
                listener.accept(true);
            }
        });
    }

    /**
     * Calls whenever the broker refuses to subscribe a filter, on the site's event loop. For as long as the site lives.
     */
    public void whenRefused(Consumer<TopicFilter> listener) {
        whenRefused.add(listener);
    }

    /** Connects now, ending a connection or a wait. */
    public void reconnect() {
        session.reconnect();
    }

    Future<StopOutcome> stop(Duration deadline) {
        return session.stop(deadline);
    }

    /** Passes on what the journal has written down. */
    private final class Hearers implements SiteJournal.Hearers {
        @Override
        public void connected(boolean now) {
            whenConnected.forEach(each -> each.accept(now));
        }

        @Override
        public void subscriptionRefused(TopicFilter filter) {
            whenRefused.forEach(each -> each.accept(filter));
        }
    }
}
