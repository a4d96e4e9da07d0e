package dev.mooring.benchmarks.peer;

import dev.mooring.benchmarks.work.InFlight;
import dev.mooring.benchmarks.work.Inbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Paho over MQTT 3.1.1: the asynchronous client, nothing kept on disk, acknowledging by hand. */
final class Paho3 implements Peer {

    private static final int DISCONNECT_MILLIS = 5000;

    private final List<MqttAsyncClient> clients = new ArrayList<>();
    private String topic = "";

    @Override
    public void connect(Target target, List<Inbox> inboxes) throws Exception {
        topic = target.topic();
        List<Done> connected = new ArrayList<>();
        for (int i = 0; i < inboxes.size(); i++) {
            MqttAsyncClient client = new MqttAsyncClient(target.uri(), target.clientId(i), new MemoryPersistence());
            client.setManualAcks(true);
            client.setCallback(new Receiver(client, inboxes.get(i)));
            clients.add(client);
            Done done = new Done();
            connected.add(done);
            client.connect(options(target), null, done);
        }
        Await.all(connected);
    }

    private static MqttConnectOptions options(Target target) {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(true);
        options.setMaxInflight(2 * Target.WINDOW); // it says "done" a little before it frees the place
        options.setAutomaticReconnect(target.reconnects());
        options.setMaxReconnectDelay((int) Target.MAX_DELAY.toMillis());
        return options;
    }

    @Override
    public void subscribe(int qos) throws Exception {
        List<Done> subscribed = new ArrayList<>();
        for (MqttAsyncClient client : clients) {
            Done done = new Done();
            subscribed.add(done);
            client.subscribe(topic, qos, null, done);
        }
        Await.all(subscribed);
    }

    @Override
    public void publish(int connection, byte[] payload, int qos, InFlight inFlight) throws MqttException {
        clients.get(connection).publish(topic, payload, qos, false, inFlight, Published.TELLS_ITS_CONTEXT);
    }

    @Override
    public int connected() {
        return (int) clients.stream().filter(MqttAsyncClient::isConnected).count();
    }

    @Override
    public void disconnect() throws Exception {
        List<Done> done = new ArrayList<>();
        for (MqttAsyncClient client : clients) {
            Done one = new Done();
            done.add(one);
            client.disconnect(DISCONNECT_MILLIS, null, one);
        }
        Await.all(done);
    }

    /** A step that ends well or not. */
    private static final class Done extends CompletableFuture<Void> implements IMqttActionListener {
        @Override
        public void onSuccess(IMqttToken token) {
            complete(null);
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            completeExceptionally(cause);
        }
    }

    private enum Published implements IMqttActionListener {
        TELLS_ITS_CONTEXT;

        @Override
        public void onSuccess(IMqttToken token) {
            ((InFlight) token.getUserContext()).done();
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            ((InFlight) token.getUserContext()).failed();
        }
    }

    private record Receiver(MqttAsyncClient client, Inbox inbox) implements MqttCallback {
        @Override
        public void messageArrived(String from, MqttMessage message) throws Exception {
            inbox.take(message.getPayload());
            if (message.getQos() > 0) {
                client.messageArrivedComplete(message.getId(), message.getQos());
            }
        }

        @Override
        public void connectionLost(Throwable cause) {
            // It comes back by itself where it shall; connected() tells.
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // Published hears of it.
        }
    }
}
