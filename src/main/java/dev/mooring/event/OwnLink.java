package dev.mooring.event;

import dev.mooring.mqtt.CloseReason;
import dev.mooring.mqtt.ConnectPacer;
import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.Presence;
import dev.mooring.mqtt.PublishListener;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.SessionOptions;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A session of its own, on a Vert.x that it closes when it is its own as well. Safe on any thread. */
final class OwnLink implements EventLink {

    private static final String NAME = "default";

    private final SessionOptions options;
    private final SessionListener also;
    private final Vertx vertx;
    private final boolean ownVertx;
    private final Context context;
    private final MqttSession session;
    private final Map<EventOutcome, LongAdder> counts = new EnumMap<>(EventOutcome.class);
    private final List<Consumer<Boolean>> whenConnected = new CopyOnWriteArrayList<>();
    private final Promise<Void> firstConnection = Promise.promise();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile @Nullable Supplier<OutboundMessage> will;

    /**
     * Makes a link; nothing happens before {@link #start}.
     *
     * @param also  hears what the session tells as well
     * @param vertx somebody's Vert.x, or empty for one of its own
     */
    OwnLink(SessionOptions options, SessionListener also, Optional<Vertx> vertx, Clock clock, RandomGenerator random) {
        this.options = options.withPresence(this::presence);
        this.also = also;
        this.ownVertx = vertx.isEmpty();
        this.vertx = vertx.orElseGet(OwnLink::smallVertx);
        this.context = this.vertx.getOrCreateContext();
        ConnectPacer unpaced = new ConnectPacer(0, System::nanoTime);
        MqttSession.Environment environment = new MqttSession.Environment(this.vertx, unpaced, clock, random);
        this.session = new MqttSession(environment, context, this.options, new Listener());
        for (EventOutcome each : EventOutcome.values()) {
            counts.put(each, new LongAdder());
        }
    }

    /** One connection needs one event loop. */
    private static Vertx smallVertx() {
        return Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    }

    private Optional<Presence> presence(Instant begins) {
        Supplier<OutboundMessage> message = will;
        return message == null ? Optional.empty() : Optional.of(new WillOnly(message.get()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String clientId() {
        return options.clientId().value();
    }

    @Override
    public String below(String topic) {
        return topic;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public boolean connected() {
        return session.state() instanceof ConnectionState.Connected;
    }

    @Override
    public boolean speaksVersion5() {
        return session.state() instanceof ConnectionState.Connected now
                && now.protocolVersion().equals(ProtocolVersion.V5.text());
    }

    @Override
    public Future<Void> start(Optional<Supplier<OutboundMessage>> lastWords) {
        if (started.compareAndSet(false, true)) {
            will = lastWords.orElse(null);
            session.start();
        }
        return firstConnection.future();
    }

    @Override
    public void whenConnected(Consumer<Boolean> listener) {
        context.runOnContext(v -> {
            whenConnected.add(listener);
            if (connected()) {
                listener.accept(true);
            }
        });
    }

    @Override
    public void publish(OutboundMessage message, PublishListener done) {
        session.publish(message, done);
    }

    @Override
    public Subscription subscribe(TopicFilter filter, QoS qos, MessageHandler handler) {
        return session.subscribe(filter, qos, handler);
    }

    @Override
    public Future<Boolean> probe() {
        return session.probe();
    }

    @Override
    public void reconnect() {
        session.reconnect();
    }

    /** The session, for what this does not offer. */
    MqttSession session() {
        return session;
    }

    @Override
    public Future<Void> stop(Duration deadline) {
        return session.stop(deadline).compose(outcome -> {
            if (!outcome.clean()) {
                EventLog.LOG.stoppedUnclean(
                        name(), outcome.unsent() + " events unsent, " + outcome.unhandled() + " unhandled");
            }
            return ownVertx ? vertx.close() : Future.succeededFuture();
        });
    }

    @Override
    public void count(EventOutcome outcome) {
        Objects.requireNonNull(counts.get(outcome)).increment();
    }

    @Override
    public long countOf(EventOutcome outcome) {
        return Objects.requireNonNull(counts.get(outcome)).sum();
    }

    /** What the broker says when the connection breaks; what is said before, the client says. */
    private record WillOnly(OutboundMessage will) implements Presence {
        @Override
        public @Nullable OutboundMessage birth(Instant now) {
            return null;
        }

        @Override
        public @Nullable OutboundMessage farewell(Instant now) {
            return null;
        }
    }

    /** Says in the log what an operator wants to know, and passes everything on. */
    private final class Listener implements SessionListener {
        @Override
        public void stateChanged(ConnectionState from, ConnectionState to) {
            if (to.cause().isEmpty()) {
                EventLog.LOG.stateChanged(clientId(), from.word(), to.word());
            } else {
                EventLog.LOG.stateChangedFor(clientId(), from.word(), to.word(), to.cause());
            }
            also.stateChanged(from, to);
            if (to instanceof ConnectionState.Connected) {
                firstConnection.tryComplete();
                whenConnected.forEach(each -> each.accept(true));
            } else if (from instanceof ConnectionState.Connected) {
                whenConnected.forEach(each -> each.accept(false));
            }
            if (to instanceof ConnectionState.Misconfigured) {
                firstConnection.tryFail(to.cause());
            }
        }

        @Override
        public void disconnected(CloseReason reason) {
            also.disconnected(reason);
        }

        @Override
        public void sessionLost() {
            EventLog.LOG.sessionLost(name(), clientId());
            also.sessionLost();
        }

        @Override
        public void takenOver() {
            EventLog.LOG.takenOver(name(), clientId());
            also.takenOver();
        }

        @Override
        public void subscriptionRefused(TopicFilter filter) {
            EventLog.LOG.subscriptionRefused(name(), filter.value());
            also.subscriptionRefused(filter);
        }

        @Override
        public void received(InboundMessage message) {
            also.received(message);
        }

        @Override
        public void acknowledged(long arrivedNanos) {
            also.acknowledged(arrivedNanos);
        }

        @Override
        public void handlerOverdue(Duration after) {
            also.handlerOverdue(after);
        }

        @Override
        public void unhandled(InboundMessage message) {
            also.unhandled(message);
        }

        @Override
        public void handlerFailed(InboundMessage message, RuntimeException failure) {
            also.handlerFailed(message, failure);
        }
    }
}
