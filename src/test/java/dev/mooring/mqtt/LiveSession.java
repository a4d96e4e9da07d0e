package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ProtocolVersion;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A session with a real broker, what it told, and a handler that keeps what it gets. */
final class LiveSession {

    private static final Duration POLL = Duration.ofMillis(5);

    private final MqttSession session;
    private final SessionLog log;

    private LiveSession(MqttSession session, SessionLog log) {
        this.session = session;
        this.log = log;
    }

    static Options to(Vertx vertx, String url) {
        return new Options(vertx, url);
    }

    MqttSession session() {
        return session;
    }

    SessionLog log() {
        return log;
    }

    /** Starts, and waits until it is connected. */
    LiveSession connect() {
        session.start();
        awaitState(ConnectionState.Connected.class);
        return this;
    }

    <S extends ConnectionState> S awaitState(Class<S> state) {
        return awaitState(state, Duration.ofSeconds(10));
    }

    <S extends ConnectionState> S awaitState(Class<S> state, Duration within) {
        return state.cast(await("session " + state.getSimpleName())
                .atMost(within)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .until(session::state, state::isInstance));
    }

    /** The first state of that kind since the start, however short it was. */
    <S extends ConnectionState> S awaitEntered(Class<S> state) {
        soon(() -> assertThat(log.states()).anyMatch(state::isInstance));
        return log.states().stream()
                .filter(state::isInstance)
                .map(state::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Waits until this many connections were made since the start. */
    void awaitConnections(int count) {
        soon(() -> assertThat(log.words().stream().filter("connected"::equals).count())
                .isGreaterThanOrEqualTo(count));
    }

    void publish(String topic, String payload) {
        done(send(topic, payload));
    }

    Future<Void> send(String topic, String payload) {
        return send(topic, payload, QoS.AT_LEAST_ONCE);
    }

    Future<Void> send(String topic, String payload, QoS qos) {
        return session.publish(new OutboundMessage(new TopicName(topic), Buffer.buffer(payload), qos, false));
    }

    /** Subscribes a handler that keeps what it gets, done at once or by the test. */
    Keeper subscribe(String filter, boolean doneAtOnce) {
        return subscribe(filter, QoS.AT_LEAST_ONCE, doneAtOnce);
    }

    /** As {@link #subscribe(String, boolean)}, with that quality of service. */
    Keeper subscribe(String filter, QoS qos, boolean doneAtOnce) {
        return subscribe(filter, qos, SubscribeOptions.NONE, doneAtOnce);
    }

    /** As {@link #subscribe(String, QoS, boolean)}, with what MQTT 5 lets a subscriber ask for. */
    Keeper subscribe(String filter, QoS qos, SubscribeOptions wishes, boolean doneAtOnce) {
        Keeper keeper = new Keeper(doneAtOnce);
        keeper.subscription = session.subscribe(new TopicFilter(filter), qos, wishes, keeper);
        return keeper;
    }

    StopOutcome stop(Duration deadline) {
        return done(session.stop(deadline));
    }

    static <T> T done(Future<T> future) {
        await("done")
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .until(future::isComplete);
        if (future.failed()) {
            throw new AssertionError(future.cause());
        }
        return future.result();
    }

    static void soon(Runnable assertion) {
        within(Duration.ofSeconds(30), assertion);
    }

    static void within(Duration deadline, Runnable assertion) {
        await("soon")
                .atMost(deadline)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .untilAsserted(assertion::run);
    }

    /** A handler that keeps what it gets. */
    static final class Keeper implements MessageHandler {
        private final List<InboundMessage> messages = new CopyOnWriteArrayList<>();
        private final List<Runnable> open = new CopyOnWriteArrayList<>();
        private final boolean doneAtOnce;
        private @Nullable Subscription subscription;

        private Keeper(boolean doneAtOnce) {
            this.doneAtOnce = doneAtOnce;
        }

        @Override
        public void handle(InboundMessage message, Acknowledgement done) {
            messages.add(message);
            open.add(done);
            if (doneAtOnce) {
                done.run();
            }
        }

        List<InboundMessage> messages() {
            return messages;
        }

        List<String> payloads() {
            return messages.stream().map(each -> each.payload().toString()).toList();
        }

        void awaitPayloads(String... payloads) {
            soon(() -> assertThat(payloads()).containsExactly(payloads));
        }

        void done(int number) {
            open.get(number).run();
        }

        void cancel() {
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }

    /** How a session shall be; quick to come back unless told. */
    static final class Options {
        private final Vertx vertx;
        private final String url;
        private String clientId = "session-" + UUID.randomUUID();
        private ProtocolVersion version = ProtocolVersion.V5;
        private boolean clean;
        private Duration keepAlive = Duration.ofSeconds(60);
        private Duration sessionExpiry = Duration.ofHours(1);
        private Duration willDelay = Duration.ZERO;
        private Duration cooldown = Duration.ofMillis(20);
        private Limits limits = new Limits(100, 100, 1 << 20);
        private Supplier<Optional<Credentials>> credentials = Optional::empty;
        private ConnectPacer pacer = new ConnectPacer(0, System::nanoTime);
        private TlsSetup tls = TlsSetup.DEFAULT;
        private @Nullable String statusTopic;
        private Deadlines deadlines = Deadlines.DEFAULT;
        private @Nullable EnhancedAuthentication authentication;

        private Options(Vertx vertx, String url) {
            this.vertx = vertx;
            this.url = url;
        }

        Options clientId(String id) {
            clientId = id;
            return this;
        }

        Options version(String text) {
            version = text.equals("5") ? ProtocolVersion.V5 : ProtocolVersion.V3_1_1;
            return this;
        }

        Options clean() {
            clean = true;
            return this;
        }

        Options keepAlive(Duration interval) {
            keepAlive = interval;
            return this;
        }

        Options sessionExpiry(Duration after) {
            sessionExpiry = after;
            return this;
        }

        Options willDelay(Duration delay) {
            willDelay = delay;
            return this;
        }

        Options cooldown(Duration pause) {
            cooldown = pause;
            return this;
        }

        Options maxPacketSize(int bytes) {
            limits = new Limits(100, 100, bytes);
            return this;
        }

        Options limits(Limits newLimits) {
            limits = newLimits;
            return this;
        }

        Options deadlines(Deadlines newDeadlines) {
            deadlines = newDeadlines;
            return this;
        }

        Options authentication(EnhancedAuthentication exchange) {
            authentication = exchange;
            return this;
        }

        Options maxInflight(int messages) {
            limits = new Limits(limits.receiveMaximum(), messages, limits.maxPacketSize());
            return this;
        }

        Options credentials(Supplier<Optional<Credentials>> source) {
            credentials = source;
            return this;
        }

        Options pacer(ConnectPacer common) {
            pacer = common;
            return this;
        }

        Options tls(TlsSetup setup) {
            tls = setup;
            return this;
        }

        Options statusTopic(String topic) {
            statusTopic = topic;
            return this;
        }

        /** Made, but not started. */
        LiveSession make() {
            Optional<Presence> presence =
                    Optional.ofNullable(statusTopic).map(topic -> new Words(new TopicName(topic), willDelay));
            SessionLog log = new SessionLog();
            SessionOptions options = SessionOptions.to(BrokerUrl.parse(url), new ClientId(clientId))
                    .withCredentials(credentials::get)
                    .withProtocolVersion(version)
                    .withCleanSession(clean)
                    .withKeepAlive(keepAlive)
                    .withSessionExpiry(sessionExpiry)
                    .withReconnect(new ReconnectOptions(Duration.ofMillis(10), Duration.ofMillis(50), cooldown))
                    .withLimits(limits)
                    .withTls(tls)
                    .withPresence(begins -> presence);
            EnhancedAuthentication exchange = authentication;
            if (exchange != null) {
                options = options.withAuthentication(exchange);
            }
            MqttSession.Environment environment =
                    new MqttSession.Environment(vertx, pacer, Clock.systemUTC(), new Random(1), deadlines);
            return new LiveSession(new MqttSession(environment, new EventLoops(vertx).next(), options, log), log);
        }

        LiveSession connect() {
            return make().connect();
        }
    }

    /** Bare words, retained. */
    private record Words(TopicName topic, Duration willDelay) implements Presence {
        @Override
        public OutboundMessage will() {
            return status("gone");
        }

        @Override
        public OutboundMessage birth(Instant now) {
            return status("online");
        }

        @Override
        public OutboundMessage farewell(Instant now) {
            return status("offline");
        }

        private OutboundMessage status(String word) {
            return new OutboundMessage(topic, Buffer.buffer(word), QoS.AT_LEAST_ONCE, true);
        }
    }
}
