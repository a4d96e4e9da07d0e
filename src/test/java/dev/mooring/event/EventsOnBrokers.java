package dev.mooring.event;

import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.Peer;
import dev.mooring.broker.Received;
import dev.mooring.broker.TcpProxy;
import dev.mooring.broker.TestBroker;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What tests of event clients need on each broker and in each version: clients, a proxy, a foreign peer, a topic each. */
abstract class EventsOnBrokers {

    static final Duration LONG = Duration.ofSeconds(30);

    private static final AtomicInteger TOPICS = new AtomicInteger();

    private static Vertx vertx = Vertx.vertx();

    final TestBroker broker;
    final MqttVersion version;
    final TcpProxy proxy;
    final Peer peer;
    /** The name of the test and a number; brokers are shared by the tests of a run. */
    String topic = "";

    private final List<EventClient> clients = new ArrayList<>();

    EventsOnBrokers(TestBroker broker, MqttVersion version) {
        this.broker = broker;
        this.version = version;
        this.proxy = TcpProxy.to(broker);
        this.peer = Peer.to(broker.url()).connect();
    }

    @BeforeAll
    static void startEventLoops() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopEventLoops() {
        vertx.close();
    }

    @BeforeEach
    void nameTopics(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName() + TOPICS.incrementAndGet();
    }

    @AfterEach
    void end() {
        clients.forEach(EventClient::close);
        proxy.close();
        peer.close();
    }

    /** A builder in the version of this run, with short waits; the client id is the topic. */
    EventClientBuilder builder(String url) {
        return builder(url, topic);
    }

    EventClientBuilder builder(String url, String clientId) {
        return EventClient.builder(url, clientId)
                .vertx(vertx)
                .protocolVersion(ProtocolVersion.valueOf(version.name()))
                .reconnect(Duration.ofMillis(50), Duration.ofMillis(200))
                .cleanSession(true)
                .shutdownTimeout(Duration.ofSeconds(2));
    }

    /** Closed after the test. */
    EventClient make(EventClientBuilder builder) {
        EventClient client = builder.build();
        clients.add(client);
        return client;
    }

    /** Connected, and closed after the test. */
    EventClient connected(EventClientBuilder builder) {
        EventClient client = make(builder);
        client.connect().await().atMost(LONG);
        return client;
    }

    EventClient connected() {
        return connected(builder(broker.url()));
    }

    /**
     * Waits until what was subscribed so far is: until it hears itself on one more filter. The broker's acknowledgement of a
     * later publish would not do, which Artemis may send before a subscription is in effect.
     */
    static void subscribed(EventClient client) {
        String echo = "subscribed/" + client.clientId() + "/" + TOPICS.incrementAndGet();
        AtomicBoolean heard = new AtomicBoolean();
        Subscription last = client.link().subscribe(new TopicFilter(echo), QoS.AT_LEAST_ONCE, (message, done) -> {
            heard.set(true);
            done.run();
        });
        soon(() -> {
            client.publish(echo, "subscribed", Map.of()).await().atMost(LONG);
            assertThat(heard).isTrue();
        });
        last.cancel();
    }

    Received awaitEvent(String onTopic) {
        return peer.awaitMessage(LONG, each -> each.topic().equals(onTopic));
    }

    static Envelope envelope(Received received) {
        return EnvelopeCodec.decode(received.bytes()).envelope();
    }

    /** An envelope as another service sends it. */
    static String foreign(String id, String type, String data) {
        return "{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"ts\":1760000000.5,\"source\":\"python\",\"data\":"
                + data + "}";
    }

    static void soon(ThrowingRunnable assertion) {
        await("soon")
                .atMost(LONG)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(assertion);
    }
}
