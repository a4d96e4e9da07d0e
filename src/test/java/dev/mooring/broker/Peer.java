package dev.mooring.broker;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

/**
 * A foreign MQTT 3.1.1 client (Eclipse Paho) for the other end of a test. It shares no code with Mooring, Vert.x or
 * Netty, never reconnects by itself, and records every message it gets.
 *
 * <p>Every call blocks until the broker answered, 20 s at most; connecting takes 0.3 s, which Paho sleeps. Failures are {@link IllegalStateException}s.
 */
public final class Peer implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int MOST_REPEATS = 10;

    private final Options options;
    private final MqttClient client;
    private final boolean sessionPresent;
    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private @Nullable Peer reader;

    private Peer(Options options) {
        this.options = options;
        try {
            client = new MqttClient(
                    options.url.replaceFirst("^mqtt:", "tcp:"), options.clientId, new MemoryPersistence());
            client.setTimeToWait(DEADLINE.toMillis());
            // Before CONNECT: a persistent session may deliver right after CONNACK.
            client.setCallback(new Recorder());
            sessionPresent = client.connectWithResult(options.connect).getSessionPresent();
        } catch (MqttException cause) {
            throw failure("connect to " + options.url, cause);
        }
    }

    /** Connects without credentials and without a will. */
    public static Peer connect(String url, String clientId, boolean clean) {
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

    /** Publishes and, from QoS 1 on, waits for the broker's acknowledgement. */
    public void publish(String topic, String payload, int qos, boolean retain) {
        publish(topic, payload.getBytes(UTF_8), qos, retain);
    }

    /** As {@link #publish(String, String, int, boolean)}; an empty retained payload clears the topic. */
    public void publish(String topic, byte[] payload, int qos, boolean retain) {
        try {
            client.publish(topic, payload, qos, retain);
        } catch (MqttException cause) {
            throw failure("publish to " + topic, cause);
        }
    }

    /** Subscribes and waits for SUBACK; messages go to {@link #received()}. */
    public void subscribe(String filter, int qos) {
        try {
            client.subscribe(filter, qos);
        } catch (MqttException cause) {
            throw failure("subscribe to " + filter, cause);
        }
    }

    /** Unsubscribes and waits for UNSUBACK. */
    public void unsubscribe(String filter) {
        try {
            client.unsubscribe(filter);
        } catch (MqttException cause) {
            throw failure("unsubscribe from " + filter, cause);
        }
    }

    /** All messages so far, in the order they came. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    /** The first message that fits, now or within 20 seconds. */
    public Received awaitMessage(Predicate<Received> wanted) {
        return awaitMessage(DEADLINE, wanted);
    }

    /** The first message that fits, now or within the time given. */
    public Received awaitMessage(Duration within, Predicate<Received> wanted) {
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

    /**
     * What the broker keeps for the topics of a filter, by topic. A subscriber to everything sees markers of this question,
     * below {@code peer/marker/}.
     *
     * <p>Asked until the answer is the same twice: Artemis acknowledges a retained message a moment before it hands it to
     * new subscribers (seen once in some hundred).
     */
    public Map<String, String> allRetained(String filter) {
        Map<String, String> answer = askForRetained(filter);
        for (int repeat = 0; repeat < MOST_REPEATS; repeat++) {
            Map<String, String> again = askForRetained(filter);
            if (again.equals(answer)) {
                return answer;
            }
            answer = again;
        }
        throw new IllegalStateException("retained messages of " + filter + " keep changing, last: " + answer.keySet());
    }

    /**
     * Asks through a second client with the same credentials. The answer is complete when a marker, sent afterwards, made
     * its round without anything else arriving: Artemis keeps the order within a subscription only, so that a marker may
     * overtake retained messages.
     *
     * <p>The second client never unsubscribes, because Artemis stalls for seconds when it is in the middle of a delivery;
     * subscribing again makes a broker send retained messages again (MQTT 3.1.1, section 3.8.4).
     */
    private Map<String, String> askForRetained(String filter) {
        Peer asking = reader();
        asking.received.clear();
        asking.subscribe(filter, 0);
        int before;
        do {
            before = asking.received.size();
            asking.sendItselfAMarker();
        } while (asking.received.size() > before + 1);
        Map<String, String> byTopic = new LinkedHashMap<>();
        asking.received.stream()
                .filter(Received::retain)
                .forEach(message -> byTopic.put(message.topic(), message.text()));
        return byTopic;
    }

    /** QoS 0, because a PUBACK would delay the next packet by the 40 ms of a delayed TCP acknowledgement. */
    private void sendItselfAMarker() {
        String marker = UUID.randomUUID().toString();
        publish(markerTopic(), marker, 0, false);
        awaitMessage(message -> message.text().equals(marker));
    }

    /** Kept from one question to the next, because connecting takes so long. */
    private Peer reader() {
        if (reader == null || !reader.connected()) {
            reader = options.again().connect();
            reader.subscribe(reader.markerTopic(), 0);
        }
        return reader;
    }

    private String markerTopic() {
        return "peer/marker/" + options.clientId;
    }

    /** Closes the socket without DISCONNECT, as a dying process would: the broker sends the will. */
    public void drop() {
        try {
            client.disconnectForcibly(0, 0, false);
        } catch (MqttException cause) {
            throw failure("drop its connection", cause);
        }
    }

    /** Disconnects in the orderly way if connected. Does not wait for the broker, which may be gone. */
    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
        try {
            if (client.isConnected()) {
                client.disconnect(0);
            }
            client.close(true);
        } catch (MqttException cause) {
            throw failure("close", cause);
        }
    }

    private IllegalStateException failure(String what, MqttException cause) {
        return new IllegalStateException("peer " + options.clientId + " could not " + what, cause);
    }

    private final class Recorder implements MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            ByteBuffer payload = ByteBuffer.wrap(message.getPayload().clone());
            received.add(new Received(topic, payload, message.getQos(), message.isRetained(), message.isDuplicate()));
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            // Tests ask connected().
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {
            // publish() has waited for it.
        }
    }

    /** How a peer connects. */
    public static final class Options {

        private final String url;
        private final MqttConnectOptions connect = new MqttConnectOptions();
        private String clientId = "peer-" + UUID.randomUUID();

        private Options(String url) {
            this.url = url;
            connect.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
            connect.setConnectionTimeout((int) DEADLINE.toSeconds());
            // The default of 10 is too few even for one by one: Paho counts an acknowledged one a little longer.
            connect.setMaxInflight(1_000);
        }

        /** The client id; random unless set. */
        public Options clientId(String id) {
            clientId = id;
            return this;
        }

        /** Whether the session ends with the connection; it does unless set to false. */
        public Options clean(boolean clean) {
            connect.setCleanSession(clean);
            return this;
        }

        /** User and password. */
        public Options credentials(String user, String password) {
            connect.setUserName(user);
            connect.setPassword(password.toCharArray());
            return this;
        }

        /** The message the broker publishes when this client vanishes without DISCONNECT. */
        public Options will(String topic, String payload, int qos, boolean retain) {
            connect.setWill(topic, payload.getBytes(UTF_8), qos, retain);
            return this;
        }

        /** Keep-alive in seconds, 60 unless set. */
        public Options keepAlive(int seconds) {
            connect.setKeepAliveInterval(seconds);
            return this;
        }

        /** Connects. */
        public Peer connect() {
            return new Peer(this);
        }

        private Options again() {
            Options options = new Options(url);
            if (connect.getUserName() != null) {
                options.credentials(connect.getUserName(), String.valueOf(connect.getPassword()));
            }
            return options;
        }
    }
}
