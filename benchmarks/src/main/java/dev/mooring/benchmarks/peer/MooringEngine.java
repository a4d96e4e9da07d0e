package dev.mooring.benchmarks.peer;

import dev.mooring.benchmarks.work.InFlight;
import dev.mooring.benchmarks.work.Inbox;
import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.ConnectPacer;
import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.EventLoops;
import dev.mooring.mqtt.Limits;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.ReconnectOptions;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.SessionOptions;
import dev.mooring.mqtt.TlsSetup;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Mooring's engine by its public door, as {@code site} uses it: sessions, without sites and channels. */
final class MooringEngine implements Peer {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final List<MqttSession> sessions = new ArrayList<>();
    private List<Inbox> inboxes = List.of();
    private TopicName topic = new TopicName("none");

    @Override
    public void connect(Target target, List<Inbox> newInboxes) throws Exception {
        inboxes = newInboxes;
        topic = new TopicName(target.topic());
        int rate = target.reconnects() ? Target.CONNECT_RATE : 0;
        MqttSession.Environment environment = new MqttSession.Environment(
                vertx, new ConnectPacer(rate, System::nanoTime), Clock.systemUTC(), new Random());
        EventLoops loops = new EventLoops(vertx);
        List<Connected> connected = new ArrayList<>();
        for (int i = 0; i < inboxes.size(); i++) {
            Connected done = new Connected();
            connected.add(done);
            sessions.add(new MqttSession(environment, loops.next(), options(target, target.clientId(i)), done));
        }
        sessions.forEach(MqttSession::start);
        Await.all(connected.stream().map(each -> each.future).toList());
    }

    private static SessionOptions options(Target target, String clientId) {
        return new SessionOptions(
                BrokerUrl.parse("mqtt://" + Target.HOST + ":" + target.port()),
                new ClientId(clientId),
                Optional::empty,
                true,
                KEEP_ALIVE,
                new ReconnectOptions(Target.MIN_DELAY, Target.MAX_DELAY, Duration.ofSeconds(30)),
                new Limits(Target.WINDOW, Target.WINDOW, Target.MAX_PACKET),
                TlsSetup.DEFAULT,
                now -> Optional.empty());
    }

    @Override
    public void subscribe(int qos) {
        TopicFilter filter = new TopicFilter(topic.value());
        for (int i = 0; i < sessions.size(); i++) {
            Inbox inbox = inboxes.get(i);
            sessions.get(i).subscribe(filter, QoS.of(qos), (message, done) -> {
                inbox.take(message.payload());
                done.run();
            });
        }
    }

    @Override
    public void publish(int connection, byte[] payload, int qos, InFlight inFlight) {
        OutboundMessage message = new OutboundMessage(topic, Buffer.buffer(payload), QoS.of(qos), false);
        sessions.get(connection).publish(message).onComplete(sent -> {
            if (sent.succeeded()) {
                inFlight.done();
            } else {
                inFlight.failed();
            }
        });
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
