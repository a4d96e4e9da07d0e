package dev.mooring.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.broker.FreePort;
import dev.mooring.broker.LossyBroker;
import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.Peer;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** 'verify run' where something is not as it should be, and with programs that it starts. */
@Timeout(60)
class VerifyRunOddsTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final Console console = Console.script();

    @Test
    void shouldConvictABrokerOfWhatItDropped() throws Exception {
        try (LossyBroker broker = LossyBroker.droppingEach(LossyBroker.ONE_IN_A_THOUSAND)) {
            int exit = run("--url", broker.url(), "--count", "3000", "--burst", "100", "--interval", "10ms", "--json");

            assertThat(exit).isEqualTo(ExitCode.FAILED);
            JsonNode verdict = new ObjectMapper().readTree(console.out()).get("verdict");
            // What was said before and after the numbers is acknowledged as well.
            List<String> dropped = broker.dropped().stream()
                    .map(payload -> new String(payload, StandardCharsets.UTF_8))
                    .filter(payload -> !payload.equals("hello"))
                    .toList();
            assertThat(dropped).isNotEmpty();
            assertThat(verdict.get("lost").asInt()).isEqualTo(dropped.size());
            assertThat(verdict.get("kept").asBoolean()).isFalse();
            assertThat(StreamSupport.stream(verdict.get("missing").spliterator(), false)
                            .map(run -> run.get("first").asText()))
                    .isEqualTo(dropped);
        }
    }

    @Test
    void shouldSayWhatIsLost() {
        try (LossyBroker broker = LossyBroker.droppingEach(100)) {
            assertThat(run("--url", broker.url(), "--count", "250", "--burst", "50"))
                    .isEqualTo(ExitCode.FAILED);

            assertThat(console.out()).containsPattern("Verdict: ⚠ [23] LOST\n").contains("  missing: ");
        }
    }

    @Test
    void shouldSayThatTheBrokerKeepsNoSessions() {
        try (LossyBroker broker = LossyBroker.keepingNoSessions()) {
            assertThat(run(
                            "--url",
                            broker.url(),
                            "--count",
                            "2000",
                            "--burst",
                            "20",
                            "--interval",
                            "10ms",
                            "--faults",
                            "takeover"))
                    .isEqualTo(ExitCode.FAILED);

            assertThat(console.out())
                    .containsPattern("Verdict: ⚠ \\d+ LOST\n")
                    .contains("  missing: ")
                    .containsPattern(
                            "  ⚠ the broker kept no session: [1-9]\\d* times; what it had for the client is lost\n")
                    .contains("  queue afterwards: could not be seen");
        }
    }

    @Test
    @EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MosquittoBroker.MISSING)
    void shouldConvictABrokerOfWhatItsQueueDoesNotTake() {
        try (MosquittoBroker broker =
                MosquittoBroker.builder().line("max_queued_messages 10").start()) {
            int exit = run(
                    "--url",
                    broker.url(),
                    "--count",
                    "5000",
                    "--burst",
                    "500",
                    "--interval",
                    "50ms",
                    "--fault-length",
                    "300ms",
                    "--faults",
                    "full-window",
                    "--seed",
                    "1");

            assertThat(exit).as(console.toString()).isEqualTo(ExitCode.FAILED);
            assertThat(console.out())
                    .contains("attempted 5000, acknowledged 5000, ")
                    .containsPattern("Verdict: ⚠ \\d+ LOST\n")
                    .doesNotContain("kept no session");
        }
    }

    /** As the process that is killed and started again: so the judge hears of it, who does not see its connections. */
    @Test
    void shouldSayInItsProcessThatTheBrokerKeptNoSession() throws Exception {
        PipedOutputStream orders = new PipedOutputStream();
        try (LossyBroker broker = LossyBroker.keepingNoSessions();
                PipedInputStream heard = new PipedInputStream(orders);
                Peer peer = Peer.to(broker.url()).connect()) {
            String port = broker.url().substring(broker.url().lastIndexOf(':') + 1);
            console.hearing(heard).with("MQTT_URL", broker.url());
            CompletableFuture<Integer> running = CompletableFuture.supplyAsync(() -> console.run(
                    List.of("verify", "consumer", "--topic", "t", "--qos", "1"), "--client-id", "c", "--via", port));
            await().atMost(LONG).until(() -> {
                peer.publish("t", "5", 1, false);
                return console.out().contains("t 5\n");
            });

            orders.close();

            assertThat(running.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join())
                    .isZero();
            assertThat(console.lines()).startsWith("(no-session)", "t 5");
        }
    }

    @Test
    void shouldSayThatAConsumerEndsAtOnce() {
        try (LossyBroker broker = LossyBroker.droppingEach(Integer.MAX_VALUE)) {
            assertThat(run("--url", broker.url(), "--count", "10", "--consumer", "exit 3 #"))
                    .isEqualTo(ExitCode.FAILED);

            assertThat(console.err()).contains("mooring: the consumer ended by itself: exit code 127");
            assertThat(run("--url", broker.url(), "--count", "10", "--consumer", "true"))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(console.err()).contains("mooring: the consumer ended by itself: exit code 0");
        }
    }

    @Test
    void shouldSayThatTheBrokerIsAway() {
        int port = FreePort.next();

        assertThat(run("--url", "mqtt://127.0.0.1:" + port)).isEqualTo(ExitCode.UNREACHABLE);

        assertThat(console.err()).contains("mqtt://127.0.0.1:" + port, "Connection refused");
    }

    @Test
    void shouldSayThatThereIsNoSuchMosquitto() {
        assertThat(run("--mosquitto=/no/such/mosquitto")).isEqualTo(ExitCode.UNREACHABLE);

        assertThat(console.err()).contains("--mosquitto: ", "/no/such/mosquitto");
    }

    @Test
    @EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MosquittoBroker.MISSING)
    void shouldTreatAMosquittoOfItsOwnBadly() {
        int exit = run(
                "--mosquitto",
                "--count",
                "1000",
                "--burst",
                "20",
                "--interval",
                "20ms",
                "--fault-length",
                "300ms",
                "--faults",
                "freeze-broker,restart-broker");

        assertThat(exit).as(console.err() + console.out()).isZero();
        assertThat(console.out()).contains("received 1000", "1 freeze-broker", "1 restart-broker");
    }

    @Test
    @EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MosquittoBroker.MISSING)
    void shouldExamineSomebodyElsesConsumer() {
        assumeThat(onThePath("mosquitto_sub"))
                .as("not here: mosquitto_sub is not on the PATH")
                .isTrue();
        int exit = run(
                "--mosquitto",
                "--count",
                "500",
                "--burst",
                "50",
                "--interval",
                "20ms",
                "--faults",
                "kill-connection",
                "--consumer",
                "mosquitto_sub -L $MQTT_URL/$MQTT_TOPIC -q $MQTT_QOS -c -i $MQTT_CLIENT_ID -F %p");

        assertThat(exit).as(console.err() + console.out()).isZero();
        assertThat(console.out()).contains("attempted 500, acknowledged 500, received 500");
    }

    @Test
    void shouldLookIntoTheDatabaseOfTheBroker() {
        try (LossyBroker broker = LossyBroker.droppingEach(Integer.MAX_VALUE);
                QueueDriver queues = QueueDriver.register()) {
            assertThat(run("--url", broker.url(), "--count", "10", "--client-id", "me", "--queue-db", "jdbc:queues:3"))
                    .isZero();

            assertThat(console.lines()).contains("  queuedmessagesclients: ⚠ 3 message(s) for me-c1");
            assertThat(queues.asked()).containsExactly("me-c1");
        }
    }

    private static boolean onThePath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private int run(String... more) {
        // What a broker has lost need not be awaited long.
        String drain = List.of(more).contains("--mosquitto") ? "15s" : "1s";
        return console.run(List.of("verify", "run", "--drain", drain), more);
    }
}
