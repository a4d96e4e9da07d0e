package dev.mooring.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.Peer;
import dev.mooring.broker.TcpProxy;
import dev.mooring.broker.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Brokers that forget a session that was to be kept: somebody connects with its client id and a clean start. */
@OnEveryBroker
@Timeout(60)
class KeptNoSessionTest {

    private static final AtomicInteger RUN = new AtomicInteger();
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String FORGOTTEN = "WARNING: The broker kept no session: whatever came in between is lost";

    private final String topic = "forgotten" + RUN.incrementAndGet() + "/sequence";
    private final String clientId = "forgotten-" + RUN.get();
    private final TestBroker broker;
    private final String url;
    private final Console console;
    private final Path state;

    KeptNoSessionTest(TestBroker broker, @TempDir Path directory) throws Exception {
        this.broker = broker;
        this.url = broker.url();
        this.console = Console.script().with("MQTT_URL", url);
        this.state = Files.writeString(directory.resolve("state"), "2");
    }

    @Test
    void shouldSayItAndShowTheGap() {
        Peer.connect(url, clientId, true).close();
        CompletableFuture<Integer> running = begin(consume("--count", "1"));
        await().atMost(LONG).until(() -> console.err().contains("session present: false"));

        publishUntilDone(running, 5);

        assertThat(running).isCompletedWithValue(ExitCode.FAILED);
        assertThat(console.err()).contains(FORGOTTEN);
        assertThat(console.out())
                .containsPattern("WARNING: Gap detected! Received \\d+, expected 2\\R")
                .containsPattern("Missing \\d+ message\\(s\\): 2 to ")
                .doesNotContain("is not known");
    }

    @Test
    void shouldNotCallItWholeWhenNoNumberTells() {
        Peer.connect(url, clientId, true).close();
        CompletableFuture<Integer> running = begin(consume("--count", "1"));

        publishUntilDone(running, -1); // no number

        assertThat(running).isCompletedWithValue(ExitCode.FAILED);
        assertThat(console.err()).contains(FORGOTTEN);
        assertThat(console.out())
                .contains("Gaps detected: 0")
                .endsWith("The broker kept no session, and no number came since: what is missing is not known\n");
    }

    @Test
    void shouldSayItOfASessionThatIsForgottenOnTheWay() {
        try (TcpProxy network = TcpProxy.to(broker)) {
            CompletableFuture<Integer> running =
                    begin(consume("--start-from", "2", "--count", "1", "--url", network.url()));
            await().atMost(LONG).until(() -> console.err().contains("session present: "));
            assertThat(console.err()).doesNotContain(FORGOTTEN);
            network.refuse(true);
            network.cut();
            Peer.connect(url, clientId, true).close();

            network.refuse(false);

            await().atMost(LONG).until(() -> console.err().contains(FORGOTTEN));
            publishUntilDone(running, 5);
            assertThat(running).isCompletedWithValue(ExitCode.FAILED);
            assertThat(console.out()).contains("expected 2");
        }
    }

    @Test
    void shouldSayNothingOfASessionThatItNeverHad() throws Exception {
        Files.delete(state);
        CompletableFuture<Integer> running = begin(consume("--count", "1"));
        await().atMost(LONG).until(() -> console.err().contains("session present: false"));

        await().atMost(LONG).until(() -> {
            publish("0");
            return running.isDone();
        });

        assertThat(running).isCompletedWithValue(ExitCode.OK);
        assertThat(console.toString()).doesNotContain("kept no session");
    }

    @Test
    void shouldConvictTheBrokerOfWhatWentWithTheSession() throws Exception {
        CompletableFuture<Integer> running;
        try (Peer peer = Peer.to(url).connect()) {
            peer.subscribe(topic, 1);
            running = begin(List.of(
                    "verify",
                    "run",
                    "--topic",
                    topic,
                    "--client-id",
                    clientId,
                    "--count",
                    "2000",
                    "--burst",
                    "1",
                    "--interval",
                    "1ms",
                    "--drain",
                    "1s",
                    "--json"));
            peer.awaitMessage(LONG, each -> each.text().equals("20"));
        }

        Peer.connect(url, clientId + "-c1", true).close();

        assertThat(running.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join())
                .as(console.toString())
                .isEqualTo(ExitCode.FAILED);
        JsonNode report = new ObjectMapper().readTree(console.out());
        assertThat(report.get("sessions_lost").asInt()).isPositive();
        assertThat(report.at("/verdict/lost").asLong()).isPositive();
        assertThat(report.at("/verdict/missing/0/first").asLong()).isPositive();
        assertThat(report.get("kept").asBoolean()).isFalse();
    }

    private List<String> consume(String... more) {
        List<String> all = new ArrayList<>(List.of("verify", "consume", "--topic", topic));
        all.addAll(List.of("--client-id", clientId, "--state-file", state.toString(), "--timeout", "20s"));
        all.addAll(List.of(more));
        return all;
    }

    private CompletableFuture<Integer> begin(List<String> command) {
        CompletableFuture<Integer> running = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                running.complete(console.run(command.toArray(String[]::new)));
            } catch (RuntimeException | Error e) {
                running.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return running;
    }

    /** From that number on; or what is no number, when it is negative. */
    private void publishUntilDone(CompletableFuture<Integer> running, int first) {
        AtomicInteger next = new AtomicInteger(first);
        await().atMost(LONG).until(() -> {
            publish(Integer.toString(first < 0 ? first : next.getAndIncrement()));
            return running.isDone();
        });
    }

    private void publish(String payload) {
        try (Peer peer = Peer.to(url).connect()) {
            peer.publish(topic, payload, 1, false);
        }
    }
}
