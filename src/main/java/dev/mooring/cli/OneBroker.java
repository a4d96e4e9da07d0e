package dev.mooring.cli;

import dev.mooring.delivery.Relay;
import dev.mooring.delivery.Trial;
import dev.mooring.mqtt.BrokerAddress;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.ConnectAnswer;
import dev.mooring.mqtt.ConnectPacer;
import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.Limits;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.ReconnectOptions;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.SessionOptions;
import dev.mooring.retained.BrokerDoor;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** The broker that a command works on, and the one event loop that its connections live on. Safe on any thread. */
final class OneBroker implements BrokerDoor, AutoCloseable {

    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final ReconnectOptions QUICKLY =
            new ReconnectOptions(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(1));

    private final BrokerOptions.Target target;
    private final Vertx vertx;
    private final MqttSession.Environment environment;
    private final Context context;
    /** No two commands have the same; short enough for brokers that take no more than 23 characters. */
    private final String name;

    private final AtomicInteger last = new AtomicInteger();

    OneBroker(Surroundings surroundings, BrokerOptions.Target target) {
        this.target = target;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.environment = new MqttSession.Environment(
                vertx, new ConnectPacer(0, System::nanoTime), surroundings.clock(), surroundings.random());
        this.context = vertx.getOrCreateContext();
        this.name = "mooring-" + Integer.toHexString(surroundings.random().nextInt());
    }

    /** The broker, for people. */
    String name() {
        return target.name();
    }

    /** A topic below the prefix of the site; the topic itself where there is none. */
    String below(String topic) {
        return target.below().apply(topic);
    }

    /**
     * Connects and disconnects.
     *
     * @return what the broker said of itself
     */
    ConnectAnswer reach(Duration deadline) throws CommandException {
        return reach(nextClientId(), deadline);
    }

    private ConnectAnswer reach(String clientId, Duration deadline) throws CommandException {
        Promise<ConnectAnswer> reached = Promise.promise();
        MqttSession session = open(clientId, new FirstAnswer(reached));
        session.start();
        try {
            return Waiting.on(reached.future(), deadline);
        } catch (Waiting.TooLongException e) {
            throw unreachable("no answer within " + deadline.toMillis() + " ms");
        } catch (Waiting.FailedException e) {
            throw unreachable(String.valueOf(e.getMessage()));
        } finally {
            Waiting.quietly(session.stop(FAREWELL), FAREWELL);
        }
    }

    private CommandException unreachable(String why) {
        return new CommandException(ExitCode.UNREACHABLE, name() + ": " + why);
    }

    /** Tells how the first attempt ended: who sits before a terminal wants to know at once. */
    private static final class FirstAnswer implements SessionListener {
        private final Promise<ConnectAnswer> reached;

        FirstAnswer(Promise<ConnectAnswer> reached) {
            this.reached = reached;
        }

        @Override
        public void accepted(ConnectAnswer answer) {
            reached.tryComplete(answer);
        }

        @Override
        public void stateChanged(ConnectionState from, ConnectionState to) {
            if (to instanceof ConnectionState.Waiting && from instanceof ConnectionState.Connecting) {
                reached.tryFail(to.cause());
            }
        }
    }

    /** A session that the broker keeps for an hour, or as long as it likes on 3.1.1; not started. */
    MqttSession openPersistent(String clientId, SessionListener listener) {
        return new MqttSession(environment, context, kept(clientId), listener);
    }

    private SessionOptions kept(String clientId) {
        return target.options()
                .apply(new ClientId(clientId))
                .withLimits(Limits.DEFAULT)
                .withCleanSession(false)
                .withSessionExpiry(KEPT);
    }

    /** Sessions that the broker keeps, which come back quickly and notice silence soon. */
    MqttSession openTried(String clientId, SessionListener listener) {
        return new MqttSession(environment, context, tried(clientId), listener);
    }

    /** The same, through a relay that listens on that port of 127.0.0.1. */
    Trial.Sessions through(int port) {
        MqttSession.Environment relayed = new MqttSession.Environment(
                vertx,
                new ConnectPacer(0, System::nanoTime),
                environment.clock(),
                new Random(),
                address -> Relay.through(address, port));
        return (clientId, listener) -> new MqttSession(relayed, context, tried(clientId), listener);
    }

    private SessionOptions tried(String clientId) {
        return kept(clientId).withKeepAlive(SOON).withReconnect(QUICKLY);
    }

    /** The first of the broker's addresses. */
    BrokerAddress address() {
        return target.options().apply(new ClientId(name)).url().addresses().get(0);
    }

    /** Has the broker forget the session of a client id. */
    void forgetSession(String clientId, Duration deadline) throws CommandException {
        reach(clientId, deadline);
    }

    Vertx vertx() {
        return vertx;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public String nextClientId() {
        return name + "-" + last.incrementAndGet();
    }

    @Override
    public MqttSession open(String clientId, SessionListener listener) {
        SessionOptions options = target.options().apply(new ClientId(clientId));
        return new MqttSession(environment, context, options, listener);
    }

    @Override
    public void close() {
        Waiting.quietly(vertx.close(), FAREWELL);
    }
}
