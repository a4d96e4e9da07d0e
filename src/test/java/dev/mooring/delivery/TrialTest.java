package dev.mooring.delivery;

import dev.mooring.broker.LossyBroker;
import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class TrialTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final QuickSessions sessions = new QuickSessions();

    @AfterEach
    void end() {
        sessions.close();
    }

    @Test
    void shouldJudgeWhatWasDoneWhenItIsStopped() {
        try (LossyBroker broker = LossyBroker.droppingEach(Integer.MAX_VALUE)) {
            Trial trial = endless(broker.url());
            Future<TrialReport> running = trial.run();
            await().atMost(LONG).until(() -> trial.standing().matches("[1-9]\\d* acknowledged, [1-9]\\d* received.*"));

            trial.stop();

            await().atMost(LONG).until(running::isComplete);
            TrialReport report = running.result();
            assertThat(report.kept()).isTrue();
            assertThat(report.drained()).isTrue();
            assertThat(report.verdict().attempted())
                    .isPositive()
                    .isEqualTo(report.verdict().acknowledged())
                    .isEqualTo(report.verdict().received());
        }
    }

    private Trial endless(String url) {
        Trial.Sessions open = (clientId, listener) -> sessions.session(url, ProtocolVersion.V5, clientId);
        InProcess consumer =
                new InProcess(open, "consumer", sessions.loop(), new TopicFilter("endless"), QoS.AT_LEAST_ONCE);
        Faults none = new Faults(
                sessions.loop(),
                FaultPlan.NONE,
                0,
                Duration.ZERO,
                new Faults.Targets(
                        new Relay(
                                sessions.vertx(),
                                BrokerUrl.parse(url).addresses().get(0)),
                        null,
                        List.of(consumer),
                        victim -> {
                            throw new AssertionError("no fault was planned");
                        }));
        return new Trial(
                sessions.loop(),
                open,
                "producer",
                List.of(consumer),
                new Trial.Load("endless", QoS.AT_LEAST_ONCE, 1, 10, Duration.ofMillis(10), 0, Duration.ofHours(1)),
                new Trial.Terms(Duration.ZERO, LONG),
                none);
    }
}
