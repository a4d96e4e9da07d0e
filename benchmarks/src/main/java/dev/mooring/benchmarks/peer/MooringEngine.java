package dev.mooring.benchmarks.peer;

import dev.mooring.benchmarks.work.InFlight;
import dev.mooring.benchmarks.work.Inbox;
import dev.mooring.mqtt.Acknowledgement;
import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.ConnectPacer;
import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.EventLoops;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.Limits;
import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.PublishListener;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.ReconnectOptions;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.SessionOptions;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Mooring's engine by its public door, as {@code site} uses it: sessions, without sites and channels. */
final class MooringEngine implements Peer {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

    private final ProtocolVersion version;
    private final Vertx vertx = Vertx.vertx();
    private final List<MqttSession> sessions = new ArrayList<>();
    private List<Inbox> inboxes = List.of();
    private TopicName topic = new TopicName("none");

    // The publishing thread only.
    private byte[] lastPayload = {};
    private OutboundMessage message = new OutboundMessage(topic, lastPayload, QoS.AT_MOST_ONCE, false);
    private PublishListener listener = failure -> {};

    MooringEngine(ProtocolVersion version) {
        this.version = version;
    }

    @Override
    public void connect(Target target, List<Inbox> newInboxes) throws Exception {
        inboxes = newInboxes;
        topic = new TopicName(target.topic());
        int rate = target.reconnects() ? Target.CONNECT_RATE : 0;
        MqttSession.Environment environment = new MqttSession.Environment(
                vertx, new ConnectPacer(rate, System::nanoTime), Clock.systemUTC(), new Random());
        EventLoops loops = new EventLoops(vertx);
        BrokerUrl url = BrokerUrl.parse("mqtt://" + Target.HOST + ":" + target.port());
        List<Connected> connected = new ArrayList<>();
        for (int i = 0; i < inboxes.size(); i++) {
            Connected done = new Connected();
            connected.add(done);
            SessionOptions options = options(url, target.clientId(i));
            MqttSession session = new MqttSession(environment, loops.next(), options, done);
            sessions.add(session);
            session.start();
        }
        Await.all(connected.stream().map(each -> each.future).toList());
    }

    private SessionOptions options(BrokerUrl url, String clientId) {
        return SessionOptions.to(url, new ClientId(clientId))
                .withProtocolVersion(version)
                .withCleanSession(true)
                .withKeepAlive(KEEP_ALIVE)
                .withReconnect(new ReconnectOptions(Target.MIN_DELAY, Target.MAX_DELAY, Duration.ofSeconds(30)))
                .withLimits(new Limits(Target.WINDOW, Target.WINDOW, Target.MAX_PACKET));
    }

    @Override
    public void subscribe(int qos) {
        TopicFilter filter = new TopicFilter(topic.value());
        for (int i = 0; i < sessions.size(); i++) {
            Inbox inbox = inboxes.get(i);
            sessions.get(i).subscribe(filter, QoS.of(qos), new Handler(inbox));
        }
    }

    @Override
    public void publish(int connection, byte[] payload, int qos, InFlight inFlight) {
        if (payload != lastPayload) { // without the work it is always the same, and so is the message
            lastPayload = payload;
            message = new OutboundMessage(topic, payload, QoS.of(qos), false);
            listener = listener(inFlight);
        }
        sessions.get(connection).publish(message, listener);
    }

    private static PublishListener listener(InFlight inFlight) {
        return failure -> {
            if (failure == null) {
                inFlight.done();
            } else {
                inFlight.failed();
            }
        };
    }

    @Override
    public int connected() {
        return (int) sessions.stream()
                .filter(each -> each.state() instanceof ConnectionState.Connected)
                .count();
    }

    @Override
    public void disconnect() throws Exception {
        Await.all(sessions.stream()
                .map(each -> each.stop(STOP_DEADLINE).toCompletionStage().toCompletableFuture())
                .toList());
    }

    /** Handles each message within the call, as a handler that keeps up does. */
    private record Handler(Inbox inbox) implements MessageHandler {
        @Override
        public void handle(InboundMessage message, Acknowledgement done) {
            inbox.take(message);
            done.run();
        }

        @Override
        public boolean readsInPlace() {
            return true;
        }
    }

    private static final class Connected implements SessionListener {
        private final CompletableFuture<Void> future = new CompletableFuture<>();

        @Override
        public void stateChanged(ConnectionState from, ConnectionState to) {
            if (to instanceof ConnectionState.Connected) {
                future.complete(null);
            }
        }
    }
}
