package dev.mooring.delivery;

import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.Peer;
import dev.mooring.broker.TcpProxy;
import dev.mooring.broker.TestBroker;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.codec.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@OnEveryBroker(versions = {MqttVersion.V5, MqttVersion.V3_1_1})
class OwnConsumerTest {

    private static final List<String> SENT = List.of("0", "1", "2", "3", "4");

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger arrived = new AtomicInteger();

    /** What a slow consumer has not come to yet must not be there once for each connection. */
    @Test
    void shouldTakeOnceWhatWaitedOnManyConnections(TestBroker broker, MqttVersion version) {
        String topic = "own-consumer/" + version;
        try (QuickSessions sessions = new QuickSessions();
                TcpProxy proxy = TcpProxy.to(broker);
                Peer peer = Peer.to(broker.url()).connect()) {
            MqttSession session = sessions.session(
                    proxy.url(), ProtocolVersion.valueOf(version.name()), "own-consumer-" + version, counting());
            OwnConsumer consumer =
                    new OwnConsumer(session, sessions.loop(), new TopicFilter(topic), QoS.AT_LEAST_ONCE, this::take);
            consumer.start();
            soon(() -> {
                peer.publish(topic, Examined.HELLO, 1, false);
                assertThat(taken).isNotEmpty();
            });
            consumer.hold(true);
            SENT.forEach(each -> peer.publish(topic, each, 1, false));
            soon(() -> assertThat(arrived).hasValue(SENT.size()));

            for (int connection = 2; connection <= 4; connection++) {
                int copies = connection * SENT.size();
                proxy.cut();
                soon(() -> assertThat(arrived).hasValue(copies));
            }
            consumer.hold(false);
            peer.publish(topic, "last", 1, false);

            soon(() -> assertThat(taken).contains("last"));
            assertThat(taken)
                    .filteredOn(each -> !each.equals(Examined.HELLO))
                    .containsExactly("0", "1", "2", "3", "4", "last");
        }
    }

    private SessionListener counting() {
        return new SessionListener() {
            @Override
            public void received(InboundMessage message) {
                if (!OwnConsumer.isHello(message)) {
                    arrived.incrementAndGet();
                }
            }
        };
    }

    private void take(InboundMessage message, Runnable done) {
        taken.add(new String(message.payloadBytes(), StandardCharsets.UTF_8));
        done.run();
    }

    private static void soon(ThrowingRunnable assertion) {
        await("soon")
                .atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }
}
