package dev.mooring.broker;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

/**
 * {@link Peer} in MQTT 5: the same calls with the same deadlines, and what version 5 has more. Never reconnects by itself,
 * and records every message it gets.
 */
public final class Peer5 implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int FIRST_FAILURE = 0x80;

    private final Options options;
    private final MqttAsyncClient client;
    private final boolean sessionPresent;
    private final Queue<Received5> received = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Integer disconnectReason;
    private @Nullable Peer reader;

    private Peer5(Options options) {
        this.options = options;
        try {
            client = new MqttAsyncClient(
                    options.url.replaceFirst("^mqtt:", "tcp:"), options.clientId, new MemoryPersistence());
            // Before CONNECT: a persistent session may deliver right after CONNACK.
            client.setCallback(new Recorder());
            sessionPresent = done(client.connect(options.connect)).getSessionPresent();
        } catch (MqttException cause) {
            throw failure("connect to " + options.url, cause);
        }
    }

    /** Connects without credentials and without a will. A session that is not clean outlives the connection by an hour. */
    public static Peer5 connect(String url, String clientId, boolean clean) {
        return to(url).clientId(clientId).clean(clean).connect();
    }

    /** A client of the broker at {@code mqtt://HOST:PORT}: with a random client id and a clean session unless told. */
    public static Options to(String url) {
        return new Options(url);
    }

    /** Whether the broker said at CONNACK that it had a session for this client id. */
    public boolean sessionPresent() {
        return sessionPresent;
    }

    /** Whether the connection stands, as far as this end knows. */
    public boolean connected() {
        return client.isConnected();
    }

    /** The reason in the broker's DISCONNECT, such as 0x8E; nothing when it has sent none. */
    public OptionalInt disconnectReason() {
        Integer reason = disconnectReason;
        return reason == null ? OptionalInt.empty() : OptionalInt.of(reason);
    }

    /** Publishes and, from QoS 1 on, waits for the broker's acknowledgement. */
    public void publish(String topic, String payload, int qos, boolean retain) {
        publish(topic, payload.getBytes(UTF_8), qos, retain);
    }

    /** As {@link #publish(String, String, int, boolean)}; an empty retained payload clears the topic. */
    public void publish(String topic, byte[] payload, int qos, boolean retain) {
        publish(topic, payload, qos, retain, MessageProperties.NONE);
    }

    /** As {@link #publish(String, String, int, boolean)}, with properties. */
    public void publish(String topic, String payload, int qos, boolean retain, MessageProperties properties) {
        publish(topic, payload.getBytes(UTF_8), qos, retain, properties);
    }

    /** As {@link #publish(String, byte[], int, boolean)}, with properties. */
    public void publish(String topic, byte[] payload, int qos, boolean retain, MessageProperties properties) {
        try {
            done(client.publish(
                    topic, new MqttMessage(payload.clone(), qos, retain, PahoProperties.toPaho(properties))));
        } catch (MqttException cause) {
            throw failure("publish to " + topic, cause);
        }
    }

    /** Subscribes and waits for SUBACK; messages go to {@link #received()}. */
    public void subscribe(String filter, int qos) {
        subscribe(Subscription5.to(filter, qos));
    }

    /** Subscribes with options and waits for SUBACK; messages go to {@link #received()}. */
    public void subscribe(Subscription5 subscription) {
        MqttSubscription paho = new MqttSubscription(subscription.filter(), subscription.qos());
        paho.setNoLocal(subscription.noLocal());
        paho.setRetainAsPublished(subscription.retainAsPublished());
        paho.setRetainHandling(subscription.retainHandling());
        MqttProperties properties = new MqttProperties();
        subscription.id().ifPresent(properties::setSubscriptionIdentifier);
        try {
            IMqttToken subscribed = done(client.subscribe(new MqttSubscription[] {paho}, null, null, properties));
            if (Arrays.stream(subscribed.getReasonCodes()).anyMatch(code -> code >= FIRST_FAILURE)) {
                throw new IllegalStateException("peer " + options.clientId + " may not subscribe to "
                        + subscription.filter() + ": " + Arrays.toString(subscribed.getReasonCodes()));
            }
        } catch (MqttException cause) {
            throw failure("subscribe to " + subscription.filter(), cause);
        }
    }

    /** Unsubscribes and waits for UNSUBACK. */
    public void unsubscribe(String filter) {
        try {
            done(client.unsubscribe(filter));
        } catch (MqttException cause) {
            throw failure("unsubscribe from " + filter, cause);
        }
    }

    /** All messages so far, in the order they came. */
    public List<Received5> received() {
        return List.copyOf(received);
    }

    /** The first message that fits, now or within 20 seconds. */
    public Received5 awaitMessage(Predicate<Received5> wanted) {
        return awaitMessage(DEADLINE, wanted);
    }

    /** The first message that fits, now or within the time given. */
    public Received5 awaitMessage(Duration within, Predicate<Received5> wanted) {
        return await("message for " + options.clientId)
                .atMost(within)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> received.stream().filter(wanted).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    /** What the broker keeps for this topic, as UTF-8. */
    public Optional<String> retained(String topic) {
        return Optional.ofNullable(allRetained(topic).get(topic));
    }

    /** As {@link Peer#allRetained}: asked in 3.1.1, as what a broker keeps does not depend on the version. */
    public Map<String, String> allRetained(String filter) {
        if (reader == null || !reader.connected()) {
            reader = options.reader().connect();
        }
        return reader.allRetained(filter);
    }

    /** Closes the socket without DISCONNECT, as a dying process would: the broker sends the will. */
    public void drop() {
        try {
            client.disconnectForcibly(0, 0, false);
        } catch (MqttException cause) {
            throw failure("drop its connection", cause);
        }
    }

    /** Disconnects in the orderly way if connected. */
    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
        try {
            if (client.isConnected()) {
                done(client.disconnect(0));
            }
            client.close(true);
        } catch (MqttException cause) {
            throw failure("close", cause);
        }
    }

    private static IMqttToken done(IMqttToken token) throws MqttException {
        token.waitForCompletion(DEADLINE.toMillis());
        return token;
    }

    private IllegalStateException failure(String what, MqttException cause) {
        return new IllegalStateException("peer " + options.clientId + " could not " + what, cause);
    }

    private final class Recorder implements MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            ByteBuffer payload = ByteBuffer.wrap(message.getPayload().clone());
            received.add(new Received5(
                    new Received(topic, payload, message.getQos(), message.isRetained(), message.isDuplicate()),
                    PahoProperties.fromPaho(message.getProperties())));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            // Paho makes one up, with its own exception, when the connection only breaks.
            if (response.getException() == null) {
                disconnectReason = response.getReturnCode();
            }
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            // The calls fail, or tests ask connected().
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // publish() has waited for it.
        }

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {
            // The constructor has waited for it.
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // No test authenticates a peer this way.
        }
    }

    /** How a peer connects. */
    public static final class Options {

        private static final Duration AWAY = Duration.ofHours(1);

        private final String url;
        private final MqttConnectionOptions connect = new MqttConnectionOptions();
        private String clientId = "peer5-" + UUID.randomUUID();

        private Options(String url) {
            this.url = url;
            connect.setConnectionTimeout((int) DEADLINE.toSeconds());
            connect.setAutomaticReconnect(false);
            // Left alone, Paho numbers subscriptions by itself.
            connect.setUseSubscriptionIdentifiers(false);
            clean(true);
        }

        /** The client id; random unless set. */
        public Options clientId(String id) {
            clientId = id;
            return this;
        }

        /** Whether the session starts anew and ends with the connection; if not, it outlives it by an hour. */
        public Options clean(boolean clean) {
            return cleanStart(clean).sessionExpiry(clean ? Duration.ZERO : AWAY);
        }

        /** Whether an older session is forgotten (MQTT 5.0, section 3.1.2.4). */
        public Options cleanStart(boolean clean) {
            connect.setCleanStart(clean);
            return this;
        }

        /** How long the session outlives the connection, in whole seconds (MQTT 5.0, section 3.1.2.11.2). */
        public Options sessionExpiry(Duration after) {
            connect.setSessionExpiryInterval(after.toSeconds());
            return this;
        }

        /** How many unacknowledged messages the broker may send at once (MQTT 5.0, section 3.1.2.11.3). */
        public Options receiveMaximum(int messages) {
            connect.setReceiveMaximum(messages);
            return this;
        }

        /** User and password. */
        public Options credentials(String user, String password) {
            connect.setUserName(user);
            connect.setPassword(password.getBytes(UTF_8));
            return this;
        }

        /** The message the broker publishes when this client vanishes without DISCONNECT. */
        public Options will(String topic, String payload, int qos, boolean retain) {
            return will(topic, payload, qos, retain, Duration.ZERO, MessageProperties.NONE);
        }

        /** A will with a delay, in whole seconds (MQTT 5.0, section 3.1.3.2.2), and properties. */
        public Options will(
                String topic, String payload, int qos, boolean retain, Duration delay, MessageProperties properties) {
            MqttProperties paho = PahoProperties.toPaho(properties);
            paho.setWillDelayInterval(delay.toSeconds());
            connect.setWill(topic, new MqttMessage(payload.getBytes(UTF_8), qos, retain, paho));
            connect.setWillMessageProperties(paho);
            return this;
        }

        /** Keep-alive in seconds, 60 unless set. */
        public Options keepAlive(int seconds) {
            connect.setKeepAliveInterval(seconds);
            return this;
        }

        /** Connects. */
        public Peer5 connect() {
            return new Peer5(this);
        }

        private Peer.Options reader() {
            Peer.Options again = Peer.to(url);
            if (connect.getUserName() != null) {
                again.credentials(connect.getUserName(), new String(connect.getPassword(), UTF_8));
            }
            return again;
        }
    }
}
