package dev.mooring.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.TestBroker;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The wire as Python sees it: its strict readers take every kind of event of ours, and theirs reach our handlers. The other
 * end is Python itself, with Debian's Paho.
 */
@OnEveryBroker(versions = {MqttVersion.V5, MqttVersion.V3_1_1})
class PythonWireTest extends EventsOnBrokers {

    private static final int EACH = 1000;
    private static final int MANY = 1000;
    private static final String TEXT = "Gr\u00fc\u00dfe \ud83d\ude80 \" \\ \u0000 \u2028";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Optional<String> python = Optional.empty();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    PythonWireTest(TestBroker broker, MqttVersion version) {
        super(broker, version);
    }

    /** The first on the PATH may be somebody's own, without Paho, which Debian gives to its own only. */
    @BeforeAll
    static void findPython() {
        python = Stream.of("python3", "/usr/bin/python3")
                .filter(PythonWireTest::hasPaho)
                .findFirst();
        Assumptions.assumeTrue(python.isPresent(), "no python3 with paho-mqtt here: apt-get install python3-paho-mqtt");
    }

    private static boolean hasPaho(String executable) {
        try {
            Process process = new ProcessBuilder(executable, "-c", "import paho.mqtt.client")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return ended(process) && process.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** Of a record, as users publish them. */
    public record Result(String text, double confidence, int n) {}

    @Test
    void shouldPassThePythonServicesStrictReading() throws Exception {
        Process reader =
                python("strict_reader.py", "" + broker.port(), "" + 6 * EACH, topic + "/#", "system/health/" + topic);
        try (BufferedReader says = reader.inputReader(UTF_8)) {
            assertThat(says.readLine()).isEqualTo("ready");
            EventClient client = connected(builder(broker.url()).sourceName("java-service"));

            publishEachKind(client);

            assertThat(says.lines().toList())
                    .containsExactly("verdict complete 0 bad {\"correlated\": " + EACH + ", \"health.status\": " + EACH
                            + ", \"published\": " + EACH + ", \"request\": " + EACH + ", \"" + topic
                            + ".batched.batch\": " + EACH + ", \"streamed\": " + EACH + "}");
            assertThat(ended(reader)).isTrue();
        } finally {
            reader.destroyForcibly();
        }
    }

    private void publishEachKind(EventClient client) {
        List<Uni<Void>> sending = new ArrayList<>();
        Batch batch = client.batch(topic + "/batched", 3, Duration.ofMinutes(1));
        for (int n = 0; n < EACH; n++) {
            String correlation = "request-" + n;
            Object record = new Result(TEXT, 0.5, n);
            sending.add(client.publish(topic + "/p", "published", n % 2 == 0 ? record : Map.of("text", TEXT, "n", n)));
            sending.add(client.publish(
                    OutgoingEvent.of(topic + "/c", "correlated", Map.of("correlation", correlation, "n", 1e300))
                            .withCorrelationId(correlation)));
            for (int item = 0; item < 3; item++) {
                sending.add(batch.add(record));
            }
            sending.add(
                    n % 2 == 0 ? client.publishHealth(true, "ready") : client.publishHealthError("something: " + TEXT));
            sending.add(client.request(
                            OutgoingEvent.of(topic + "/r", "request", Map.of("text", TEXT)), Duration.ofMillis(50))
                    .onFailure(RequestException.class)
                    .recoverWithNull()
                    .replaceWithVoid());
        }
        Uni.join().all(sending).andFailFast().await().atMost(PATIENCE);
        Multi<OutgoingEvent> stream = Multi.createFrom()
                .items(IntStream.range(0, EACH).boxed())
                .map(n -> OutgoingEvent.of(topic + "/s", "streamed", Map.of("seq", n, "delta", TEXT)));
        assertThat(client.stream(stream).await().atMost(PATIENCE)).isEqualTo(EACH);
    }

    @Test
    void shouldHandleWhatPythonServicesPublish() throws Exception {
        Map<Integer, IncomingEvent> seen = new ConcurrentHashMap<>();
        EventClient client = connected(builder(broker.url()).dedupe(Duration.ofMinutes(5)));
        client.subscribe(topic, event -> seen.put(event.data().get("n").intValue(), event));
        subscribed(client);

        Process publisher = python("publisher.py", "" + broker.port(), "" + MANY, topic);
        try (BufferedReader says = publisher.inputReader(UTF_8)) {
            assertThat(says.lines().toList()).containsExactly("published " + MANY);
            assertThat(ended(publisher)).isTrue();
        } finally {
            publisher.destroyForcibly();
        }

        soon(() -> assertThat(client.count(EventOutcome.HANDLED)).isEqualTo(MANY));
        assertThat(seen).hasSize(MANY);
        assertThat(client.count(EventOutcome.UNDECODABLE)).isZero();
        assertThat(client.count(EventOutcome.DUPLICATE)).isZero();
        seen.forEach(PythonWireTest::assertFromPython);
    }

    private static void assertFromPython(int number, IncomingEvent event) {
        assertThat(event.type()).isEqualTo("python.event");
        assertThat(event.source()).isEqualTo("python-service");
        assertThat(event.id()).matches(number % 5 == 0 ? "request-" + number : "[0-9a-f]{32}");
        assertThat(event.ts()).isGreaterThan(BigDecimal.valueOf(1_700_000_000));
        ObjectNode data = event.data();
        assertThat(data.get("text").textValue()).isEqualTo("Gr\u00fc\u00dfe \ud83d\ude80 \" \\ \u0000");
        assertThat(data.get("x").decimalValue()).isEqualByComparingTo("0.1");
        assertThat(data.get("none").isNull()).isTrue();
        assertThat(data.at("/deep/all/1").booleanValue()).isTrue();
        assertThat(Objects.toString(event.head().seq())).isEqualTo(number % 3 == 0 ? "" + number : "null");
    }

    private Process python(String script, String... arguments) throws IOException {
        Path file = directory.resolve(script);
        try (InputStream source = Objects.requireNonNull(getClass().getResourceAsStream("/python/" + script))) {
            Files.copy(source, file);
        }
        List<String> command = new ArrayList<>(List.of(python.orElseThrow(), file.toString()));
        command.addAll(List.of(arguments));
        File errors = directory.resolve("errors").toFile();
        return new ProcessBuilder(command).redirectError(errors).start();
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
