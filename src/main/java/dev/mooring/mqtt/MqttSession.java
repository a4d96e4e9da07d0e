package dev.mooring.mqtt;

import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A session with a broker that survives its connections: it connects, comes back by itself, subscribes again, sends
 * again what was not acknowledged, and says whether it is there. Every method may be called from any thread; its
 * state belongs to the event loop it was made on.
 */
public final class MqttSession {

    /** What all sessions of a process share: make one. */
    public static final class Environment {
        private final Vertx vertx;
        private final Sockets sockets;
        private final ConnectPacer pacer;
        private final Clock clock;
        private final RandomGenerator random;
        private final Deadlines deadlines;

        /** Over the event loops of that Vert.x. */
        public Environment(Vertx vertx, ConnectPacer pacer, Clock clock, RandomGenerator random) {
            this(vertx, pacer, clock, random, Sockets::direct);
        }

        /**
         * As before, but the sockets connect to what the route makes of a broker's address, which may be something in
         * between. The host name for TLS is the one of the address that the route returns.
         */
        public Environment(
                Vertx vertx,
                ConnectPacer pacer,
                Clock clock,
                RandomGenerator random,
                Function<BrokerAddress, SocketAddress> route) {
            this(vertx, pacer, clock, random, new Sockets(vertx, route), Deadlines.DEFAULT);
        }

        Environment(Vertx vertx, ConnectPacer pacer, Clock clock, RandomGenerator random, Deadlines deadlines) {
            this(vertx, pacer, clock, random, new Sockets(vertx, Sockets::direct), deadlines);
        }

        private Environment(
                Vertx vertx,
                ConnectPacer pacer,
                Clock clock,
                RandomGenerator random,
                Sockets sockets,
                Deadlines deadlines) {
            this.vertx = vertx;
            this.sockets = sockets;
            this.pacer = pacer;
            this.clock = clock;
            this.random = random;
            this.deadlines = deadlines;
        }

        /** What time it is. */
        public Clock clock() {
            return clock;
        }
    }

    private final ContextInternal context;
    private final Environment environment;
    private final MqttTransport transport;
    private final SessionOptions options;
    private final SessionListener listener;
    private final ReconnectPolicy policy;
    private final VersionChoice versions;
    private final Subscriptions subscriptions = new Subscriptions();
    private final SubscribedFilters filters;
    private final Intake intake;
    private final OutboundWindow outbound;
    private final Outbox outbox;

    private volatile ConnectionState state = new ConnectionState.Idle();

    // All below: event loop only.
    private MqttTransport.@Nullable Link link;
    private @Nullable Presence presence;
    /** Tells the callbacks of an abandoned attempt or timer from those of the present one. */
    private long era;

    /** When {@link #probe} last asked on this connection, in {@link System#nanoTime}. */
    private @Nullable Long probed;

    /** In {@link System#nanoTime}. */
    private long connectedAt;

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
        this(
                environment,
                context,
                new SocketTransport(environment.sockets, (ContextInternal) context),
                options,
                listener);
    }

    MqttSession(
            Environment environment,
            Context context,
            MqttTransport transport,
            SessionOptions options,
            SessionListener listener) {
        this.environment = environment;
        this.context = (ContextInternal) context;
        this.transport = transport;
        this.options = options;
        this.listener = listener;
        this.policy = new ReconnectPolicy(options.reconnect(), environment.random);
        this.versions = new VersionChoice(options.protocolVersion());
        PacketIds<Exchange> ids = new PacketIds<>();
        this.filters = new SubscribedFilters(context, ids, subscriptions, listener, environment.deadlines.suback());
        EventLoop loop = this.context.nettyEventLoop();
        this.outbound = new OutboundWindow(options.limits(), ids, onLoop(loop), this::awaitAnswers);
        outbound.beforeSending(filters::syncIfChanged);
        this.outbox = outbound.outbox();
        this.intake = new Intake(
                loop,
                subscriptions,
                listener,
                options.limits(),
                outbound::awaitsAnswers,
                environment.deadlines.handler());
    }

    private static WakeUps.Loop onLoop(EventLoop loop) {
        return (task, delayNanos) -> {
            if (delayNanos == 0) {
                loop.execute(task);
            } else {
                var unused = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
            }
        };
    }

    private void awaitAnswers() {
        intake.awaitAnswers();
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
        publish(message, failure -> {
            if (failure == null) {
                promise.complete();
            } else {
                promise.fail(failure);
            }
        });
        return promise.future();
    }

    /** As {@link #publish(OutboundMessage)}, without an object for each message but the one that waits. */
    public void publish(OutboundMessage message, PublishListener done) {
        outbox.offer(message, done);
    }

    /** Publishes the birth message again, if there is a connection and it has one. */
    public void reassertPresence() {
        context.runOnContext(v -> {
            MqttTransport.Link current = link;
            OutboundMessage birth = presence == null ? null : presence.birth(now());
            if (current != null && birth != null && stopping == null) {
                outbound.first(birth, null);
            }
        });
    }

    /**
     * Pings the broker, and tells whether anything came from it since the last time on this connection, of whatever
     * kind: who asks again and again notices a dead link without waiting for the keep-alive. Time in which we did not
     * read does not count against the broker.
     *
     * @return false also without a connection
     */
    public Future<Boolean> probe() {
        Promise<Boolean> promise = Promise.promise();
        context.runOnContext(v -> {
            MqttTransport.Link current = link;
            promise.complete(current != null && probe(current));
        });
        return promise.future();
    }

    private boolean probe(MqttTransport.Link current) {
        Long since = probed;
        boolean heard = since == null || current.lastRead() - since > 0 || !current.hasReadSince(since);
        probed = System.nanoTime();
        current.ping();
        return heard;
    }

    /** Authenticates anew on the connection there is (MQTT 5.0, section 4.12.1), if the options say how. */
    public void reauthenticate() {
        context.runOnContext(v -> {
            MqttTransport.Link current = link;
            if (current != null) {
                current.reauthenticate();
            }
        });
    }

    /** Adds a handler; subscribes at the broker unless another handler's filter covers it. */
    public Subscription subscribe(TopicFilter filter, QoS qos, MessageHandler handler) {
        return add(filter, qos, SubscribeOptions.NONE, handler);
    }

    /** Adds a handler, with what MQTT 5 lets a subscriber ask for. */
    public Subscription subscribe(TopicFilter filter, QoS qos, SubscribeOptions wishes, MessageHandler handler) {
        return add(filter, qos, wishes, handler);
    }

    /** Subscribes at the broker although nobody handles it yet: what only this filter brings counts as unhandled. */
    public Subscription subscribe(TopicFilter filter, QoS qos, SubscribeOptions wishes) {
        return add(filter, qos, wishes, null);
    }

    private Subscription add(TopicFilter filter, QoS qos, SubscribeOptions wishes, @Nullable MessageHandler handler) {
        Subscriptions.Entry entry = new Subscriptions.Entry(filter, qos, wishes, handler);
        subscriptions.add(entry);
        filters.changed();
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
                    filters.changed();
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
        approach(address, mine);
    }

    private void approach(BrokerAddress address, long mine) {
        after(environment.pacer.reserve(address), mine, () -> readCredentials(address, mine));
    }

    private void readCredentials(BrokerAddress address, long mine) {
        CredentialsSupplier credentials = options.credentials();
        if (!credentials.mayBlock()) {
            dial(address, Future.succeededFuture(credentials.get()), mine);
            return;
        }
        environment
                .vertx
                .executeBlocking(credentials::get, false)
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
        Presence words = options.presence().apply(now()).orElse(null);
        ConnectRequest request = new ConnectRequest(
                address,
                versions.next(),
                options.clientId(),
                credentials.result().orElse(null),
                options.cleanSession(),
                options.sessionExpiry(),
                options.keepAlive(),
                words,
                options.limits(),
                options.authentication(),
                options.tls(),
                environment.deadlines.connack());
        transport.connect(request, new Listener(mine)).onComplete(connected -> {
            if (mine != era) {
                if (connected.succeeded()) {
                    connected.result().disconnect(); // asked to stop meanwhile
                }
            } else if (connected.succeeded()) {
                established(connected.result(), words);
            } else {
                failed(connected.cause(), address, mine);
            }
        });
    }

    private void established(MqttTransport.Link newLink, @Nullable Presence words) {
        boolean sessionPresent = newLink.answer().sessionPresent();
        link = newLink;
        connectedAt = System.nanoTime();
        probed = null;
        presence = words;
        attempt = 0;
        versions.connected();
        intake.connected(newLink, sessionPresent);
        outbound.connected(newLink, sessionPresent, words == null ? null : words.birth(now()));
        filters.connected(newLink, !options.cleanSession());
        listener.accepted(newLink.answer());
        // Now, when it is true: whoever hears of it may publish at QoS 0 at once, from any thread.
        transition(new ConnectionState.Connected(
                now(), sessionPresent, newLink.answer().version().text()));
        if (connectedBefore && !options.cleanSession() && !sessionPresent) {
            listener.sessionLost();
        }
        connectedBefore = true;
        outbound.pump();
    }

    private void failed(Throwable cause, BrokerAddress address, long mine) {
        ConnectException.Kind kind =
                cause instanceof ConnectException refusal ? refusal.kind() : ConnectException.Kind.UNREACHABLE;
        if (versions.fallBack(kind)) {
            approach(address, mine);
        } else if (kind == ConnectException.Kind.REFUSED || kind == ConnectException.Kind.VERSION_REFUSED) {
            misconfigured(cause.getMessage());
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
        link = null;
        presence = null;
        filters.disconnected();
        listener.disconnected(reason);
        Stopping end = stopping;
        if (end != null) {
            end.connectionClosed(); // which counts what is left before it closes the windows
            return;
        }
        intake.disconnected();
        outbound.disconnected();
        if (policy.closed(reason.kind(), connectedAt, System.nanoTime())) {
            listener.takenOver();
            Duration delay = policy.cooldown();
            retryAfter(delay, new ConnectionState.CoolingDown(inFuture(delay), takeover(reason)));
        } else if (reason.kind() == CloseReason.Kind.REQUESTED) {
            retryAfter(Duration.ZERO, new ConnectionState.BackingOff(inFuture(Duration.ZERO), reason.detail()));
        } else {
            backOff(reason.detail());
        }
    }

    private String takeover(CloseReason reason) {
        return reason.kind() == CloseReason.Kind.TAKEN_OVER
                ? "taken over: another client uses client id " + options.clientId()
                : "closed by the broker twice shortly after connecting: another client seems to use client id "
                        + options.clientId();
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

    private Instant now() {
        return environment.clock.instant();
    }

    private Instant inFuture(Duration delay) {
        return now().plus(delay);
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

        private Listener(long mine) {
            this.mine = mine;
        }

        @Override
        public void received(InboundMessage message, int packetId, long arrivedNanos) {
            if (mine == era) {
                intake.received(message, packetId, arrivedNanos);
            }
        }

        @Override
        public void pubAck(int packetId, int reasonCode) {
            if (mine == era) {
                outbound.pubAck(packetId, reasonCode);
            }
        }

        @Override
        public void pubRec(int packetId, int reasonCode) {
            if (mine == era) {
                outbound.pubRec(packetId, reasonCode);
            }
        }

        @Override
        public void pubRel(int packetId) {
            MqttTransport.Link current = link;
            if (mine == era && current != null) {
                intake.pubRel(packetId, current);
            }
        }

        @Override
        public void pubComp(int packetId) {
            if (mine == era) {
                outbound.pubComp(packetId);
            }
        }

        @Override
        public void subAck(int packetId, int[] reasonCodes) {
            if (mine == era) {
                filters.subAck(packetId, reasonCodes);
            }
        }

        @Override
        public void unsubAck(int packetId) {
            if (mine == era) {
                filters.unsubAck(packetId);
            }
        }

        @Override
        public void writable() {
            if (mine == era) {
                outbound.pump();
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
            outbound.close();
            if (link == null) {
                finish(true);
            } else {
                outbound.whenEmpty(this::sayFarewell);
            }
        }

        private void sayFarewell() {
            MqttTransport.Link current = link;
            if (current == null || farewellBegan) {
                return;
            }
            farewellBegan = true;
            OutboundMessage farewell = farewell();
            if (farewell == null) {
                leave(current);
            } else {
                outbound.first(farewell, failure -> leave(current));
            }
        }

        private @Nullable OutboundMessage farewell() {
            Presence words = presence;
            return words == null ? null : words.farewell(now());
        }

        private void leave(MqttTransport.Link current) {
            saidFarewell = true;
            current.disconnect();
        }

        void connectionClosed() {
            finish(saidFarewell);
        }

        /**
         * DISCONNECT discards the will: without a farewell before it, the broker would keep the birth for ever. One
         * that cannot even be sent is left to the will.
         */
        private void cut() {
            MqttTransport.Link current = link;
            if (current != null) {
                if (saysFarewell()) {
                    current.disconnect();
                } else {
                    current.abort(new CloseReason(CloseReason.Kind.REQUESTED, "cut off"));
                }
            }
            finish(false);
        }

        /** Whether the farewell is on its way, so that DISCONNECT cannot overtake it. */
        private boolean saysFarewell() {
            OutboundMessage farewell = farewell();
            if (farewell == null) {
                return true;
            }
            return farewellBegan ? outbound.firstAreSent() : outbound.first(farewell, null);
        }

        void finish(boolean clean) {
            if (finished) {
                return;
            }
            finished = true;
            era++;
            link = null;
            int unhandled = intake.size();
            int unsent = outbound.abandon();
            intake.disconnected();
            transition(new ConnectionState.Stopped());
            outcome.complete(new StopOutcome(clean && unsent == 0, unsent, unhandled));
        }
    }
}
