package dev.mooring.benchmarks.peer;

import dev.mooring.benchmarks.work.InFlight;
import dev.mooring.benchmarks.work.Inbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Paho over MQTT 5: the asynchronous client, nothing kept on disk, acknowledging by hand. */
final class Paho5 implements Peer {

    private static final int DISCONNECT_MILLIS = 5000;
    private static final int DISCONNECTING = 128;

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

    private static MqttConnectionOptions options(Target target) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setReceiveMaximum(Target.WINDOW);
        options.setAutomaticReconnect(target.reconnects());
        options.setAutomaticReconnectDelay(
                Math.max(1, (int) Target.MIN_DELAY.toSeconds()), (int) Target.MAX_DELAY.toSeconds());
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

    /** Its {@code disconnect} sleeps a tenth of a second on the caller's thread, so that many threads have to call. */
    @Override
    public void disconnect() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(DISCONNECTING);
        Await.all(clients.stream()
                .map(client -> CompletableFuture.supplyAsync(() -> disconnect(client), callers)
                        .thenCompose(done -> done))
                .toList());
        callers.shutdown();
    }

    private static Done disconnect(MqttAsyncClient client) {
        Done done = new Done();
        try {
            client.disconnect(DISCONNECT_MILLIS, null, done, 0, new MqttProperties());
        } catch (MqttException e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    /** A step that ends well or not. */
    private static final class Done extends CompletableFuture<Void> implements MqttActionListener {
        @Override
        public void onSuccess(IMqttToken token) {
            complete(null);
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            completeExceptionally(cause);
        }
    }

    private enum Published implements MqttActionListener {
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
        public void disconnected(MqttDisconnectResponse response) {
            // It comes back by itself where it shall; connected() tells.
        }

        @Override
        public void mqttErrorOccurred(MqttException cause) {
            // The counts tell.
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // Published hears of it.
        }

        @Override
        public void connectComplete(boolean again, String uri) {
            // connected() tells.
        }

        @Override
        public void authPacketArrived(int reason, MqttProperties properties) {
            // Nobody authenticates here.
        }
    }
}
