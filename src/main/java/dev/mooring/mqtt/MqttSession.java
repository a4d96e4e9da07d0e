package dev.mooring.mqtt;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A session with a broker that survives its connections: it connects, comes back by itself, subscribes again, sends
 * again what was not acknowledged, and says whether it is there. Every method may be called from any thread; its
 * state belongs to the event loop it was made on.
 */
public final class MqttSession {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** What all sessions of a process share. */
    public record Environment(Vertx vertx, ConnectPacer pacer, Clock clock, RandomGenerator random) {}

    private final Context context;
    private final Environment environment;
    private final MqttTransport transport;
    private final SessionOptions options;
    private final SessionListener listener;
    private final ReconnectPolicy policy;
    private final Subscriptions subscriptions = new Subscriptions();
    private final SubscribedFilters filters;
    private final Intake intake;
    private final OutboundWindow outbound;

    private volatile ConnectionState state = new ConnectionState.Idle();

    // All below: event loop only.
    private MqttTransport.@Nullable Link link;
    private @Nullable Presence presence;
    /** Tells the callbacks of an abandoned attempt or timer from those of the present one. */
    private long era;

    private int attempt;
    private int addressIndex;
    private boolean connectedBefore;
    private @Nullable Stopping stopping;

    /**
     * Makes a session on an event loop; nothing happens before {@link #start}.
     *
     * @param context the event loop context the session lives on
     */
    public MqttSession(Environment environment, Context context, SessionOptions options, SessionListener listener) {
        this(environment, context, new VertxMqttTransport(environment.vertx()), options, listener);
    }

    MqttSession(
            Environment environment,
            Context context,
            MqttTransport transport,
            SessionOptions options,
            SessionListener listener) {
        this.environment = environment;
        this.context = context;
        this.transport = transport;
        this.options = options;
        this.listener = listener;
        this.policy = new ReconnectPolicy(options.reconnect(), environment.random());
        this.filters = new SubscribedFilters(context, subscriptions, listener);
        this.intake = new Intake(context, environment.clock(), subscriptions, listener);
        this.outbound = new OutboundWindow(options.limits());
    }

    /** Where the session stands. */
    public ConnectionState state() {
        return state;
    }

    /** Begins to connect. Handlers that shall see a backlog from its first message are subscribed before. */
    public void start() {
        context.runOnContext(v -> {
            if (state instanceof ConnectionState.Idle) {
                connect();
            }
        });
    }

    /** Connects now: ends a connection, or a wait. Does nothing on a session that is not started, or stopped. */
    public void reconnect() {
        context.runOnContext(v -> {
            MqttTransport.Link current = link;
            if (stopping != null) {
                return;
            }
            if (current != null) {
                current.disconnect();
            } else if (state instanceof ConnectionState.Waiting) {
                connect();
            }
        });
    }

    /**
     * Publishes.
     *
     * @return done when the broker acknowledged it, also after reconnects; for QoS 0 when handed to the socket. Fails
     *     with {@link PublishException}
     */
    public Future<Void> publish(OutboundMessage message) {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(v -> {
            if (stopping != null && stopping.handlersFinished) {
                promise.fail(new PublishException(PublishException.Reason.STOPPED, message.topic()));
            } else {
                outbound.offer(message, promise);
            }
        });
        return promise.future();
    }

    /** Publishes the birth message again, if there is a connection and it has one. */
    public void reassertPresence() {
        context.runOnContext(v -> {
            MqttTransport.Link current = link;
            Presence words = presence;
            if (current != null && words != null && stopping == null) {
                current.publish(words.birth(environment.clock().instant()));
            }
        });
    }

    /** Adds a handler; subscribes at the broker unless another handler's filter covers it. */
    public Subscription subscribe(TopicFilter filter, QoS qos, MessageHandler handler) {
        return add(filter, qos, handler);
    }

    /** Subscribes at the broker although nobody handles it yet: what only this filter brings counts as unhandled. */
    public Subscription subscribe(TopicFilter filter, QoS qos) {
        return add(filter, qos, null);
    }

    private Subscription add(TopicFilter filter, QoS qos, @Nullable MessageHandler handler) {
        Subscriptions.Entry entry = new Subscriptions.Entry(filter, qos, handler);
        subscriptions.add(entry);
        context.runOnContext(v -> filters.sync());
        AtomicBoolean active = new AtomicBoolean(true);
        return new Subscription() {
            @Override
            public TopicFilter filter() {
                return filter;
            }

            @Override
            public void cancel() {
                if (active.compareAndSet(true, false)) {
                    subscriptions.remove(entry);
                    context.runOnContext(v -> filters.sync());
                }
            }
        };
    }

    /** How many inbound messages of this connection wait for their handlers, about. */
    public int unacknowledged() {
        return intake.size();
    }

    /** How many outbound messages are not done, about. */
    public int unpublished() {
        return outbound.size();
    }

    /**
     * Stops for good: takes in nothing more, lets running handlers finish and publish, drains what waits to be sent,
     * publishes the farewell, awaits its PUBACK, sends DISCONNECT. What is not done within the deadline is cut off and
     * counted.
     */
    public Future<StopOutcome> stop(Duration deadline) {
        Promise<StopOutcome> promise = Promise.promise();
        context.runOnContext(v -> {
            Stopping current = stopping;
            if (current == null) {
                current = new Stopping();
                stopping = current;
                current.begin(deadline);
            }
            current.outcome.future().onComplete(promise);
        });
        return promise.future();
    }

    // ---- connecting

    private void connect() {
        long mine = ++era;
        attempt++;
        transition(new ConnectionState.Connecting(attempt));
        List<BrokerAddress> addresses = options.url().addresses();
        BrokerAddress address = addresses.get(addressIndex++ % addresses.size());
        after(environment.pacer().reserve(address), mine, () -> readCredentials(address, mine));
    }

    /** Off the event loop, since a mounted secret is a file. */
    private void readCredentials(BrokerAddress address, long mine) {
        environment
                .vertx()
                .executeBlocking(() -> options.credentials().get(), false)
                .onComplete(read -> context.runOnContext(v -> {
                    if (mine == era) {
                        dial(address, read, mine);
                    }
                }));
    }

    private void dial(BrokerAddress address, AsyncResult<Optional<Credentials>> credentials, long mine) {
        if (credentials.failed()) {
            misconfigured(String.valueOf(credentials.cause().getMessage()));
            return;
        }
        Presence words = options.presence().apply(environment.clock().instant()).orElse(null);
        ConnectRequest request = new ConnectRequest(
                address,
                options.clientId(),
                credentials.result().orElse(null),
                options.cleanSession(),
                options.keepAlive(),
                words == null ? null : words.will(),
                options.limits(),
                options.tls(),
                CONNECT_TIMEOUT);
        InboundWindow window = new InboundWindow();
        transport.connect(request, new Listener(mine, window)).onComplete(connected -> {
            if (mine != era) {
                connected.map(MqttTransport.Link::disconnect); // asked to stop meanwhile
            } else if (connected.succeeded()) {
                established(connected.result(), words, window);
            } else {
                failed(connected.cause());
            }
        });
    }

    private void established(MqttTransport.Link newLink, @Nullable Presence words, InboundWindow window) {
        link = newLink;
        presence = words;
        intake.use(window);
        attempt = 0;
        transition(new ConnectionState.Connected(
                environment.clock().instant(), newLink.sessionPresent(), newLink.protocolVersion()));
        if (connectedBefore && !options.cleanSession() && !newLink.sessionPresent()) {
            listener.sessionLost();
        }
        connectedBefore = true;
        if (words != null) {
            newLink.publish(words.birth(environment.clock().instant()));
        }
        filters.connected(newLink, !options.cleanSession());
        outbound.connected(newLink);
    }

    private void failed(Throwable cause) {
        if (cause instanceof ConnectException refusal && refusal.refused()) {
            misconfigured(refusal.getMessage());
        } else {
            policy.unreachable();
            backOff(String.valueOf(cause.getMessage()));
        }
    }

    private void misconfigured(@Nullable String cause) {
        Duration delay = policy.longestBackoff();
        retryAfter(delay, new ConnectionState.Misconfigured(inFuture(delay), String.valueOf(cause)));
    }

    private void backOff(String cause) {
        Duration delay = policy.backoff();
        retryAfter(delay, new ConnectionState.BackingOff(inFuture(delay), cause));
    }

    private void retryAfter(Duration delay, ConnectionState meanwhile) {
        transition(meanwhile);
        after(delay, ++era, this::connect);
    }

    private void closed(CloseReason reason, long mine) {
        if (mine != era) {
            return;
        }
        Instant since = state instanceof ConnectionState.Connected connected
                ? connected.since()
                : environment.clock().instant();
        link = null;
        presence = null;
        filters.rest();
        listener.disconnected(reason);
        Stopping end = stopping;
        if (end != null) {
            end.connectionClosed(); // which counts what is left before it closes the windows
            return;
        }
        intake.close();
        outbound.disconnected();
        if (policy.closed(reason.kind(), since, environment.clock().instant())) {
            listener.takenOver();
            Duration delay = policy.cooldown();
            retryAfter(
                    delay,
                    new ConnectionState.CoolingDown(
                            inFuture(delay),
                            "closed by the broker twice shortly after connecting: another client"
                                    + " seems to use client id " + options.clientId()));
        } else if (reason.kind() == CloseReason.Kind.REQUESTED) {
            retryAfter(Duration.ZERO, new ConnectionState.BackingOff(inFuture(Duration.ZERO), reason.detail()));
        } else {
            backOff(reason.detail());
        }
    }

    private void transition(ConnectionState next) {
        ConnectionState from = state;
        if (!from.leadsTo(next)) {
            throw new IllegalStateException(
                    "session " + options.clientId() + " cannot go from " + from.word() + " to " + next.word());
        }
        state = next;
        listener.stateChanged(from, next);
    }

    private Instant inFuture(Duration delay) {
        return environment.clock().instant().plus(delay);
    }

    private void after(Duration delay, long mine, Runnable action) {
        if (delay.toMillis() <= 0) {
            action.run();
            return;
        }
        context.owner()
                .setTimer(
                        delay.toMillis(),
                        id -> context.runOnContext(v -> {
                            if (mine == era) {
                                action.run();
                            }
                        }));
    }

    /** What one connection tells; deaf as soon as a newer one was begun. */
    private final class Listener implements MqttTransport.LinkListener {
        private final long mine;
        private final InboundWindow window;

        private Listener(long mine, InboundWindow window) {
            this.mine = mine;
            this.window = window;
        }

        @Override
        public void received(InboundMessage message, Runnable acknowledge) {
            if (mine == era) {
                intake.received(message, acknowledge, window);
            }
        }

        @Override
        public void closed(CloseReason reason) {
            MqttSession.this.closed(reason, mine);
        }
    }

    // ---- stopping

    /** The way to the end, one step after the other, with one deadline over all. */
    private final class Stopping {
        private final Promise<StopOutcome> outcome = Promise.promise();
        private boolean handlersFinished;
        private boolean farewellBegan;
        private boolean saidFarewell;
        private boolean finished;

        void begin(Duration deadline) {
            intake.stop();
            filters.rest();
            if (link == null) {
                era++; // timers and attempts under way mean nothing any more
            }
            context.owner().setTimer(Math.max(1, deadline.toMillis()), id -> context.runOnContext(v -> cut()));
            List<Future<Void>> running = new ArrayList<>();
            for (MessageHandler each : subscriptions.handlers()) {
                running.add(each.quiesce());
            }
            Future.join(running).onComplete(quiet -> context.runOnContext(v -> handlersFinished()));
        }

        private void handlersFinished() {
            handlersFinished = true;
            MqttTransport.Link current = link;
            Presence words = presence;
            if (current == null) {
                finish(true);
            } else {
                outbound.whenEmpty(() -> sayFarewell(current, words));
            }
        }

        private void sayFarewell(MqttTransport.Link current, @Nullable Presence words) {
            farewellBegan = true;
            Future<Void> said = words == null
                    ? Future.succeededFuture()
                    : current.publish(words.farewell(environment.clock().instant()));
            said.onSuccess(acknowledged -> {
                saidFarewell = true;
                current.disconnect();
            });
        }

        void connectionClosed() {
            finish(saidFarewell);
        }

        /** DISCONNECT discards the will: without a farewell before it, the broker would keep the birth for ever. */
        private void cut() {
            MqttTransport.Link current = link;
            Presence words = presence;
            if (current != null) {
                if (!farewellBegan && words != null) {
                    current.publish(words.farewell(environment.clock().instant()));
                }
                current.disconnect();
            }
            finish(false);
        }

        void finish(boolean clean) {
            if (finished) {
                return;
            }
            finished = true;
            handlersFinished = true;
            era++;
            link = null;
            int unhandled = intake.size();
            int unsent = outbound.abandon();
            intake.close();
            transition(new ConnectionState.Stopped());
            outcome.complete(new StopOutcome(clean && unsent == 0, unsent, unhandled));
        }
    }
}
