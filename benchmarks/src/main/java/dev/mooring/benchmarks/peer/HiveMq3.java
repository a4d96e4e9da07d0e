package dev.mooring.benchmarks.peer;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.Mqtt3RxClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3PublishResult;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscribe;
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

/** HiveMQ's client over MQTT 3.1.1, by its reactive interface, acknowledging by hand. */
final class HiveMq3 implements Peer {

    private static final MqttQos[] QOS = MqttQos.values();

    private final List<Mqtt3RxClient> clients = new ArrayList<>();
    private final Map<Integer, UnicastProcessor<Mqtt3Publish>> outgoing = new HashMap<>();
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
            Mqtt3RxClient client = client(target, i);
            clients.add(client);
            CompletableFuture<Void> done = new CompletableFuture<>();
            connected.add(done);
            client.connectWith()
                    .cleanSession(true)
                    .applyConnect()
                    .subscribe(answer -> done.complete(null), done::completeExceptionally);
        }
        Await.all(connected);
    }

    private static Mqtt3RxClient client(Target target, int connection) {
        Mqtt3ClientBuilder builder = Mqtt3Client.builder()
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

    private UnicastProcessor<Mqtt3Publish> open(int connection) {
        UnicastProcessor<Mqtt3Publish> source = UnicastProcessor.create(Target.WINDOW);
        clients.get(connection).publish(source).subscribe(this::published, failure -> {});
        return source;
    }

    private void published(Mqtt3PublishResult result) {
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

    private Mqtt3Subscribe subscription(int qos) {
        return Mqtt3Subscribe.builder()
                .topicFilter(topic.toString())
                .qos(QOS[qos])
                .build();
    }

    private Mqtt3Publish packet(byte[] payload, int qos) {
        return Mqtt3Publish.builder()
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

    private static void received(Mqtt3Publish message, Inbox inbox) {
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
        for (Mqtt3RxClient client : clients) {
            CompletableFuture<Void> one = new CompletableFuture<>();
            done.add(one);
            client.disconnect().subscribe(() -> one.complete(null), one::completeExceptionally);
        }
        Await.all(done);
    }
}
