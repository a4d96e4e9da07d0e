package dev.mooring.event;

import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.TestBroker;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.codec.ProtocolVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * A handler blocks while connections come and go: what waited for it on those that died. Not on HiveMQ CE: as the tests run
 * it, it sends nothing more as long as the first message is not acknowledged, so that nothing waits.
 */
@OnEveryBroker(versions = {MqttVersion.V5, MqttVersion.V3_1_1})
class DeadCopiesTest extends EventsOnBrokers {

    /** No more than any broker sends without an acknowledgement. */
    private static final int EVENTS = 10;

    private static final int CUTS = 10;
    private static final List<String> ONCE =
            IntStream.range(0, EVENTS).mapToObj(String::valueOf).toList();

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    DeadCopiesTest(TestBroker broker, MqttVersion version) {
        super(broker, version);
    }

    @AfterEach
    void letGo() {
        release.countDown();
    }

    @Test
    void shouldHandleOnceWhatWaitedOnManyConnectionsButTheOneItHadBegunWith() {
        EventClient client = blocked(unsteady().cleanSession(false), QoS.AT_LEAST_ONCE);
        publishAll(1);

        cutAndAwaitCopies(CUTS);
        release.countDown();

        List<String> expected = new ArrayList<>(ONCE);
        expected.add("0");
        awaitHandled(expected, 1);
        assertThat(client.count(EventOutcome.HANDLED)).isEqualTo(EVENTS + 2);
    }

    /** Brokers delete also what they sent and nobody acknowledged. */
    @Test
    void shouldHandleWhatExpiresAtTheBrokerWhileItWaits() {
        assumeThat(broker.name() + " " + version)
                .as("not here: mosquitto sends a client of 3.1.1 again also what has expired")
                .isNotEqualTo("mosquitto " + MqttVersion.V3_1_1);
        EventClient client = blocked(unsteady().cleanSession(false), QoS.AT_LEAST_ONCE);
        publish("first", 1);
        EventClient sender = connected(builder(broker.url(), topic + "-sender").protocolVersion(ProtocolVersion.V5));
        sender.publish(OutgoingEvent.of(topic, "t", Map.of()).absolutely().withExpiry(Duration.ofSeconds(1)))
                .await()
                .atMost(LONG);
        soon(() -> assertThat(arrived).hasValue(2));

        soon(() -> {
            int before = arrived.get();
            reconnect(client);
            assertThat(arrived).as("only the first comes again").hasValue(before + 1);
        });
        release.countDown();

        publish("last", 1);
        soon(() -> assertThat(handled).contains("last"));
        assertThat(handled).hasSize(4).startsWith("first").endsWith("first", "last");
    }

    @Test
    void shouldHandleOnceWhatComesAgainThoughItIsDeduplicated() {
        EventClient client = blocked(unsteady().cleanSession(false).dedupe(Duration.ofMinutes(1)), QoS.AT_LEAST_ONCE);
        publishAll(1);

        cutAndAwaitCopies(CUTS);
        release.countDown();

        awaitHandled(ONCE, 1);
        subscribed(client); // the acknowledgements are before this
        int before = arrived.get();
        reconnect(client);
        assertThat(arrived).as("all were acknowledged").hasValue(before);
    }

    @Test
    void shouldHandleWhatWaitedWhenTheSessionIsLost() {
        EventClient client = blocked(unsteady(), QoS.AT_LEAST_ONCE);
        publishAll(1);

        reconnect(client);
        reconnect(client);
        release.countDown();

        awaitHandled(ONCE, 1);
        assertThat(arrived).hasValue(EVENTS + 1);
    }

    @Test
    void shouldHandleExactlyOnceWhatWaitedAtQos2() {
        assumeThat(broker.name())
                .as("not here: Artemis redelivers QoS 2 under new packet ids, or not at all")
                .isNotEqualTo("artemis");
        EventClient client = blocked(unsteady().cleanSession(false), QoS.EXACTLY_ONCE);
        publishAll(2);

        reconnect(client);
        reconnect(client);
        reconnect(client);
        release.countDown();

        awaitHandled(ONCE, 2);
    }

    private EventClientBuilder unsteady() {
        return builder(proxy.url())
                .reconnect(Duration.ofMillis(10), Duration.ofMillis(50))
                .takeoverCooldown(Duration.ofMillis(20))
                .listener(new SessionListener() {
                    @Override
                    public void received(InboundMessage message) {
                        if (message.topic().value().equals(topic)) {
                            arrived.incrementAndGet();
                        }
                    }
                });
    }

    private EventClient blocked(EventClientBuilder builder, QoS qos) {
        EventClient client = connected(builder);
        client.on(topic).qos(qos).handle(event -> {
            release.await();
            handled.add(event.id());
        });
        subscribed(client);
        return client;
    }

    private void publishAll(int qos) {
        ONCE.forEach(id -> publish(id, qos));
        soon(() -> assertThat(arrived).hasValue(EVENTS));
    }

    private void publish(String id, int qos) {
        peer.publish(topic, foreign(id, "t", "{}"), qos, false);
    }

    private void cutAndAwaitCopies(int times) {
        for (int cut = 1; cut <= times; cut++) {
            int copies = (cut + 1) * EVENTS;
            proxy.cut();
            soon(() -> assertThat(arrived).hasValue(copies));
        }
    }

    private void reconnect(EventClient client) {
        int before = proxy.accepted();
        proxy.cut();
        soon(() -> assertThat(proxy.accepted()).isGreaterThan(before));
        subscribed(client);
    }

    /** These and one that is published now, which is behind all of them. */
    private void awaitHandled(List<String> expected, int qos) {
        publish("last", qos);
        soon(() -> assertThat(handled).contains("last"));
        List<String> all = new ArrayList<>(expected);
        all.add("last");
        assertThat(handled).containsExactlyElementsOf(all);
    }
}
