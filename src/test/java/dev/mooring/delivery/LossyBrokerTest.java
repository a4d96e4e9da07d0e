package dev.mooring.delivery;

import dev.mooring.broker.LossyBroker;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A broker that loses one message in a thousand is convicted of exactly those, and an honest one of nothing. */
class LossyBrokerTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final int MESSAGES = 20_000;
    private static final TopicName TOPIC = new TopicName("test/sequence");

    private final QuickSessions sessions = new QuickSessions();
    private final NumberedTopic numbers = new NumberedTopic();

    @AfterEach
    void end() {
        sessions.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldConvictABrokerOfEachMessageItDrops(ProtocolVersion version) {
        try (LossyBroker broker = LossyBroker.droppingEach(LossyBroker.ONE_IN_A_THOUSAND)) {
            Verdict verdict = verdictOver(broker, version);

            List<Verdict.Lost> planted = broker.dropped().stream()
                    .map(payload -> WireFormat.read(payload).orElseThrow())
                    .map(number -> new Verdict.Lost(number, number))
                    .toList();
            assertThat(planted).hasSize(MESSAGES / LossyBroker.ONE_IN_A_THOUSAND);
            assertThat(verdict)
                    .isEqualTo(new Verdict(
                            1,
                            false,
                            MESSAGES,
                            MESSAGES,
                            MESSAGES - planted.size(),
                            planted.size(),
                            planted,
                            0,
                            0,
                            0,
                            0));
            assertThat(verdict.kept()).isFalse();
        }
    }

    @Test
    void shouldAcquitTheSameBrokerWhenItDropsNothing() {
        try (LossyBroker broker = LossyBroker.droppingEach(Integer.MAX_VALUE)) {
            assertThat(verdictOver(broker, ProtocolVersion.V5))
                    .isEqualTo(new Verdict(1, false, MESSAGES, MESSAGES, MESSAGES, 0, List.of(), 0, 0, 0, 0));
        }
    }

    /** When all is acknowledged, and all that will ever arrive has. */
    private Verdict verdictOver(LossyBroker broker, ProtocolVersion version) {
        consume(broker, version);
        MqttSession publisher = sessions.session(broker.url(), version, "producer_test");
        publisher.start();
        Producer.Plan plan = new Producer.Plan(TOPIC, QoS.AT_LEAST_ONCE, 1_000, Duration.ofMillis(10), 0, MESSAGES);

        Future<Long> published = new Producer(publisher, sessions.loop(), plan, numbers).run();

        await("all published").atMost(LONG).pollInterval(POLL).until(published::succeeded);
        await("all arrived")
                .atMost(LONG)
                .pollInterval(POLL)
                .until(() -> numbers.received() >= MESSAGES - broker.dropped().size());
        return numbers.verdict();
    }

    /** Returns when it is subscribed: when it hears itself, at QoS 0, which this broker neither acknowledges nor drops. */
    private void consume(LossyBroker broker, ProtocolVersion version) {
        AtomicBoolean heard = new AtomicBoolean();
        MqttSession consumer = sessions.session(broker.url(), version, "consumer_test_persistent");
        consumer.subscribe(new TopicFilter(TOPIC.value()), QoS.AT_LEAST_ONCE, (message, done) -> {
            WireFormat.read(message.payloadBytes()).ifPresentOrElse(numbers::arrived, () -> heard.set(true));
            done.run();
        });
        consumer.start();
        await("subscribed").atMost(LONG).pollInterval(POLL).until(() -> {
            consumer.publish(new OutboundMessage(TOPIC, new byte[] {'?'}, QoS.AT_MOST_ONCE, false), failure -> {});
            return heard.get();
        });
    }
}
