package dev.mooring.examples;

import dev.mooring.broker.BrokerProduct;
import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.Peer;
import dev.mooring.broker.TestBroker;
import dev.mooring.event.EnvelopeCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Examples as a reader runs them: a process, configured by its environment, ended by a signal. */
@OnEveryBroker(brokers = BrokerProduct.ARTEMIS)
class ExampleProcessesTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int SIGTERM = 128 + 15;

    private final TestBroker broker;
    private final Peer peer;

    @TempDir
    private Path folder = Path.of("");

    ExampleProcessesTest(TestBroker broker) {
        this.broker = broker;
        this.peer = Peer.to(broker.url()).connect();
    }

    @AfterEach
    void end() {
        peer.close();
    }

    @Test
    void minimalShouldPublishAndEnd() throws Exception {
        peer.subscribe("my/topic", 1);

        Process process = run(Minimal.class, "minimal");

        var received = peer.awaitMessage(LONG, each -> each.topic().equals("my/topic"));
        assertThat(EnvelopeCodec.decode(received.bytes()).envelope().source()).isEqualTo("minimal");
        assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void minimalShouldSayWhichVariableIsMissing() throws Exception {
        ProcessBuilder builder = builder(Minimal.class);
        builder.environment().put("MQTT_URL", broker.url());

        Process process = builder.start();

        assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(output()).contains("MQTT_CLIENT_ID is not set");
    }

    @Test
    void subscriberShouldPrintUntilItIsAskedToEnd() throws Exception {
        peer.subscribe("system/health/subscriber", 1);
        Process process = run(Subscriber.class, "subscriber");
        try {
            peer.awaitMessage(LONG, each -> each.text().contains("\"ready\""));
            await("a printed event").atMost(LONG).pollDelay(Duration.ZERO).untilAsserted(() -> {
                peer.publish(
                        "events/user/login",
                        "{\"id\":\"1\",\"type\":\"login\",\"ts\":1.5,\"source\":\"x\",\"data\":{\"n\":1}}",
                        1,
                        false);
                assertThat(output()).contains("Received login: {\"n\":1}");
            });
        } finally {
            process.destroy();
        }

        assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(SIGTERM);
        peer.awaitMessage(LONG, each -> each.text().contains("\"shutdown\""));
    }

    private Process run(Class<?> example, String clientId) throws IOException {
        ProcessBuilder builder = builder(example);
        builder.environment().put("MQTT_URL", broker.url());
        builder.environment().put("MQTT_CLIENT_ID", clientId);
        builder.environment().put("MQTT_ENABLE_HEALTH", "true");
        return builder.start();
    }

    private ProcessBuilder builder(Class<?> example) {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                example.getName()));
        builder.environment().keySet().removeIf(name -> name.startsWith("MQTT_"));
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"));
    }
}
