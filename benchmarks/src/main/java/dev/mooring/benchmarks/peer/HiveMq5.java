package dev.mooring.benchmarks.peer;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.Mqtt5RxClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import dev.mooring.benchmarks.work.InFlight;
import dev.mooring.benchmarks.work.Inbox;
import io.reactivex.processors.UnicastProcessor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** HiveMQ's client over MQTT 5, by its reactive interface, acknowledging by hand. */
class HiveMq5 implements Peer {

    private static final MqttQos[] QOS = MqttQos.values();

    private final List<Mqtt5RxClient> clients = new ArrayList<>();
    private final Map<Integer, UnicastProcessor<Mqtt5Publish>> outgoing = new HashMap<>();
    private List<Inbox> inboxes = List.of();
    private MqttTopic topic = MqttTopic.of("none");

    /** Set by the publishing thread before it publishes; one at a time is in use. */
    private volatile @Nullable InFlight current;

    @Override
    public void connect(Target target, List<Inbox> newInboxes) throws Exception {
        inboxes = newInboxes;
        topic = MqttTopic.of(target.topic());
        List<CompletableFuture<?>> connected = new ArrayList<>();
        for (int i = 0; i < inboxes.size(); i++) {
            Mqtt5RxClient client = client(target, i);
            clients.add(client);
            CompletableFuture<Void> done = new CompletableFuture<>();
            connected.add(done);
            client.connectWith()
                    .cleanStart(true)
                    .restrictions()
                    .receiveMaximum(Target.WINDOW)
                    .applyRestrictions()
                    .applyConnect()
                    .subscribe(answer -> done.complete(null), done::completeExceptionally);
        }
        Await.all(connected);
    }

    private static Mqtt5RxClient client(Target target, int connection) {
        Mqtt5ClientBuilder builder = Mqtt5Client.builder()
                .identifier(target.clientId(connection))
                .serverHost(Target.HOST)
                .serverPort(target.port());
        if (target.reconnects()) {
            builder = builder.automaticReconnect()
                    .initialDelay(Target.MIN_DELAY.toMillis(), TimeUnit.MILLISECONDS)
                    .maxDelay(Target.MAX_DELAY.toMillis(), TimeUnit.MILLISECONDS)
                    .applyAutomaticReconnect();
        }
        return builder.buildRx();
    }

    private UnicastProcessor<Mqtt5Publish> open(int connection) {
        UnicastProcessor<Mqtt5Publish> source = UnicastProcessor.create(Target.WINDOW);
        clients.get(connection).publish(source).subscribe(this::published, failure -> {});
        return source;
    }

    private void published(Mqtt5PublishResult result) {
        InFlight told = current;
        if (told == null) {
            return;
        }
        if (result.getError().isPresent()) {
            told.failed();
        } else {
            told.done();
        }
    }

    /** The clients, for a subclass that uses another of their interfaces. */
    final List<Mqtt5RxClient> clients() {
        return clients;
    }

    /** What connections do with what arrives. */
    final List<Inbox> inboxes() {
        return inboxes;
    }

    /** For every connection the same. */
    final Mqtt5Subscribe subscription(int qos) {
        return Mqtt5Subscribe.builder()
                .topicFilter(topic.toString())
                .qos(QOS[qos])
                .build();
    }

    /** A message, ready to go. */
    final Mqtt5Publish packet(byte[] payload, int qos) {
        return Mqtt5Publish.builder()
                .topic(topic)
                .payload(payload)
                .qos(QOS[qos])
                .build();
    }

    @Override
    public void subscribe(int qos) throws Exception {
        List<CompletableFuture<?>> subscribed = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            Inbox inbox = inboxes.get(i);
            subscribed.add(clients.get(i)
                    .subscribePublishes(subscription(qos), true)
                    .subscribeSingleFuture(message -> received(message, inbox)));
        }
        Await.all(subscribed);
    }

    /** Takes and acknowledges. */
    static void received(Mqtt5Publish message, Inbox inbox) {
        message.getPayload().ifPresent(inbox::take);
        message.acknowledge();
    }

    @Override
    public void publish(int connection, byte[] payload, int qos, InFlight inFlight) {
        current = inFlight;
        outgoing.computeIfAbsent(connection, this::open).onNext(packet(payload, qos));
    }

    @Override
    public int connected() {
        return (int)
                clients.stream().filter(each -> each.getState().isConnected()).count();
    }

    @Override
    public void disconnect() throws Exception {
        List<CompletableFuture<?>> done = new ArrayList<>();
        for (Mqtt5RxClient client : clients) {
            CompletableFuture<Void> one = new CompletableFuture<>();
            done.add(one);
            client.disconnect().subscribe(() -> one.complete(null), one::completeExceptionally);
        }
        Await.all(done);
    }
}
