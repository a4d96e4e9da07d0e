package dev.mooring.cli;

import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.Peer;
import dev.mooring.broker.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The tests of document V, step by step, with 'verify produce' and 'verify consume'. A foreign client takes the place of the script. */
@OnEveryBroker
class VerifyCommandsTest {

    private static final AtomicInteger RUN = new AtomicInteger();
    private static final Duration LONG = Duration.ofSeconds(20);

    private final String topic = "verify" + RUN.incrementAndGet() + "/sequence";
    private final String clientId = "consumer-of-" + RUN.get();
    private final String url;
    private final Peer peer;
    private final Console producer;
    private final Console consumer;

    private final Path directory;

    VerifyCommandsTest(TestBroker broker, @TempDir Path directory) {
        this.directory = directory;
        this.url = broker.url();
        this.peer = Peer.to(url).connect();
        this.producer = Console.script().with("MQTT_URL", url);
        this.consumer = Console.script().with("MQTT_URL", url);
    }

    /** What is published from now on is kept for the consumer. */
    @BeforeEach
    void subscribe() {
        try (Peer script = Peer.connect(url, clientId, false)) {
            script.subscribe(topic, 1);
        }
    }

    @AfterEach
    void end() {
        peer.close();
    }

    @Test
    void shouldFindNoGapsWhereThereAreNone() {
        assertThat(produce("--count", "50", "--interval", "1ms")).isZero();
        assertThat(producer.lines())
                .hasSize(54)
                .startsWith("[Producer] ✓ Acknowledged: 0")
                .endsWith(
                        "Statistics:",
                        "  Total messages acknowledged: 50",
                        "  Not published: 0",
                        "  Next sequence: 50");

        assertThat(consume("--count", "50")).isZero();

        assertThat(consumer.lines())
                .hasSize(55)
                .startsWith("[Consumer] ✓ Received: 0 (expected 0)", "[Consumer] ✓ Received: 1 (expected 1)")
                .endsWith(
                        "[Consumer] ✓ Received: 49 (expected 49)",
                        "Statistics:",
                        "  Total messages received: 50",
                        "  Next expected sequence: 50",
                        "  Gaps detected: 0",
                        "  ✓ No gaps detected - all messages received in order");
        assertThat(directory.resolve("producer")).hasContent("50");
        assertThat(directory.resolve("consumer")).hasContent("50");
    }

    @Test
    void shouldGoOnWhereItWasAgainAndAgain() {
        for (int cycle = 0; cycle < 3; cycle++) {
            assertThat(produce("--count", "30", "--burst", "7", "--interval", "1ms"))
                    .isZero();
            assertThat(consume("--count", "25")).isZero();
            assertThat(consumer.lines())
                    .contains("  Total messages received: 25", "  Next expected sequence: " + 25 * (cycle + 1));
            if (cycle > 0) {
                assertThat(producer.lines()).startsWith("[Producer] Goes on at " + 30 * cycle);
                assertThat(consumer.lines()).startsWith("[Consumer] Goes on at " + 25 * cycle);
            }
        }

        assertThat(consume("--count", "15")).isZero();

        assertThat(consumer.lines()).contains("  Next expected sequence: 90", "  Gaps detected: 0");
    }

    @Test
    void shouldForgetSessionAndStateWhenAsked() throws IOException {
        Files.writeString(directory.resolve("consumer"), "7");
        publish("10", "11");

        CompletableFuture<Integer> running = begin("--reset", "--count", "1");
        await("something that came after the reset")
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    publish("no number");
                    return running.isDone();
                });

        assertThat(running).isCompletedWithValue(ExitCode.OK);
        assertThat(consumer.lines())
                .startsWith("[Consumer] State is forgotten", "[Consumer] ⚠ Not a number: 9 bytes")
                .contains("  Next expected sequence: 0");
    }

    @Test
    void shouldBeginWhereItIsTold() {
        publish("100", "101");

        assertThat(consume("--start-from", "100", "--count", "2")).isZero();

        assertThat(consumer.lines())
                .startsWith("[Consumer] Begins at 100, as asked", "[Consumer] ✓ Received: 100 (expected 100)");
        assertThat(produce("--start-from", "102", "--count", "1")).isZero();
        assertThat(consume("--count", "1")).isZero();
        assertThat(consumer.lines()).contains("[Consumer] ✓ Received: 102 (expected 102)");
    }

    @Test
    void shouldSayWhatIsMissing() {
        publish("0", "1", "5");

        assertThat(consume("--count", "3")).isEqualTo(ExitCode.FAILED);

        assertThat(consumer.lines())
                .containsSequence(
                        "[Consumer] ✓ Received: 1 (expected 1)",
                        "[Consumer] ⚠ WARNING: Gap detected! Received 5, expected 2",
                        "[Consumer] ⚠ Missing 3 message(s): 2 to 4",
                        "Statistics:",
                        "  Total messages received: 3",
                        "  Next expected sequence: 6",
                        "  Gaps detected: 1",
                        "  ⚠ WARNING: 1 gap(s) detected - possible message loss!");
    }

    @Test
    void shouldNotTakeDuplicatesForLosses() {
        publish("0", "1", "1", "2", "0", "1");

        assertThat(consume("--count", "6")).isZero();

        assertThat(consumer.lines())
                .containsSequence(
                        "[Consumer] ⚠ WARNING: Out of order! Received 1, expected 2",
                        "[Consumer] ⚠ Duplicate or delayed message",
                        "[Consumer] ✓ Received: 2 (expected 2)",
                        "[Consumer] ⚠ The producer began again at 0",
                        "[Consumer] ✓ Received: 1 (expected 1)")
                .contains("  Gaps detected: 0");
    }

    @Test
    void shouldPassOverWhatIsNoNumber() {
        publish("0", "\u001b[2Jsecret", "-1", "", "1");

        assertThat(consume("--count", "5")).isZero();

        assertThat(consumer.lines())
                .startsWith(
                        "[Consumer] ✓ Received: 0 (expected 0)",
                        "[Consumer] ⚠ Not a number: 10 bytes",
                        "[Consumer] ⚠ Not a number: 2 bytes",
                        "[Consumer] ⚠ Not a number: 0 bytes",
                        "[Consumer] ✓ Received: 1 (expected 1)");
    }

    @Test
    void shouldNotGuessWhereADamagedStateFileBegins() throws IOException {
        Path state = Files.writeString(directory.resolve("consumer"), "{\"next\": 4}");
        publish("4");

        assertThat(consume("--count", "1")).isEqualTo(ExitCode.USAGE);

        assertThat(consumer.err()).contains("holds no number", "consumer.damaged", "--start-from or --reset");
        assertThat(directory.resolve("consumer.damaged")).hasContent("{\"next\": 4}");
        assertThat(state).doesNotExist();
        assertThat(consume("--start-from", "4", "--count", "1"))
                .as("the message is still there")
                .isZero();
    }

    @Test
    void shouldKeepADamagedStateFileAsideWhenToldWhereToBegin() throws IOException {
        Files.writeString(directory.resolve("consumer"), "not ours");
        publish("4");

        assertThat(consume("--start-from", "4", "--count", "1")).isZero();

        assertThat(consumer.err()).contains("put aside as consumer.damaged");
        assertThat(directory.resolve("consumer.damaged")).hasContent("not ours");
        assertThat(directory.resolve("consumer")).hasContent("5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no/such/directory"})
    void shouldTakeNothingWhereItCannotWriteDownWhatItTook(String file) {
        publish("0");

        assertThat(consumer.run(
                        List.of("verify", "consume", "--topic", topic, "--client-id", clientId),
                        "--state-file",
                        directory.resolve(file).toString()))
                .isEqualTo(ExitCode.USAGE);

        assertThat(consumer.err()).containsAnyOf("cannot be written", "is a directory");
        assertThat(directory).isEmptyDirectory();
        assertThat(consume("--count", "1")).as("the message is still there").isZero();
    }

    @Test
    void shouldNotAcknowledgeWhatItCouldNotWriteDown() throws IOException {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        CompletableFuture<Integer> running =
                begin("--state-file", gone.resolve("state").toString());
        publish("0");
        await().atMost(LONG).until(() -> Files.exists(gone.resolve("state")));
        Files.delete(gone.resolve("state"));
        Files.delete(gone);

        publish("1");

        assertThat(exitCode(running)).isEqualTo(ExitCode.FAILED);
        assertThat(consumer.err()).contains("cannot be written");
        assertThat(consume("--start-from", "1", "--count", "1")).isZero();
        assertThat(consumer.lines()).contains("[Consumer] ✓ Received: 1 (expected 1)");
    }

    @Test
    void shouldLeaveToAnotherConsumerWithItsClientId() {
        CompletableFuture<Integer> running = begin("--protocol-version", "5");
        await().atMost(LONG).until(() -> consumer.err().contains("session present: true"));

        // Not every broker says why it closes a connection: then it takes somebody who comes back.
        await("an end of the fight")
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    Peer.connect(url, clientId, false).drop();
                    return running.isDone();
                });

        assertThat(exitCode(running)).isEqualTo(ExitCode.FAILED);
        assertThat(consumer.err()).contains("another client has the client id");
        assertThat(consumer.out()).contains("Statistics:");
    }

    @Test
    void shouldSayTheTimeOfEachNumber() {
        publish("0");

        assertThat(consume("--newline", "--count", "1")).isZero();

        assertThat(consumer.lines()).startsWith("2026-11-22T10:00:00Z [Consumer] ✓ Received: 0 (expected 0)");
        assertThat(produce("--newline", "--count", "1")).isZero();
        assertThat(producer.lines()).startsWith("2026-11-22T10:00:00Z [Producer] ✓ Acknowledged: 0");
    }

    @Test
    void shouldSayWhenNothingComesForTooLong() {
        CompletableFuture<Integer> running = begin("--max-delay", "10", "--count", "2");
        publish("0");
        await().atMost(LONG).pollDelay(Duration.ofMillis(50)).until(() -> consumer.out()
                .contains("Received: 0"));
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        publish("1");

        assertThat(exitCode(running)).isZero();

        assertThat(consumer.out())
                .containsPattern("\\[Consumer] ⚠ \\d+ ms without a message\\R\\[Consumer] ✓ Received: 1 ");
    }

    private int produce(String... more) {
        return producer.run(
                List.of(
                        "verify",
                        "produce",
                        "--topic",
                        topic,
                        "--state-file",
                        file("producer"),
                        "--client-id",
                        "p" + clientId),
                more);
    }

    private int consume(String... more) {
        return consumer.run(
                List.of(
                        "verify",
                        "consume",
                        "--topic",
                        topic,
                        "--state-file",
                        file("consumer"),
                        "--client-id",
                        clientId,
                        "--timeout",
                        "20s"),
                more);
    }

    private CompletableFuture<Integer> begin(String... more) {
        boolean ownFile = List.of(more).contains("--state-file");
        List<String> first =
                List.of("verify", "consume", "--topic", topic, "--client-id", clientId, "--timeout", "20s");
        CompletableFuture<Integer> running = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                running.complete(
                        ownFile
                                ? consumer.run(first, more)
                                : consumer.run(
                                        java.util.stream.Stream.concat(
                                                        first.stream(),
                                                        java.util.stream.Stream.of("--state-file", file("consumer")))
                                                .toList(),
                                        more));
            } catch (RuntimeException | Error e) {
                running.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return running;
    }

    private static int exitCode(CompletableFuture<Integer> running) {
        return running.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private void publish(String... payloads) {
        for (String payload : payloads) {
            peer.publish(topic, payload, 1, false);
        }
    }
}
