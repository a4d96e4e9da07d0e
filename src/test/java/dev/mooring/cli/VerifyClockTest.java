package dev.mooring.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.JumpingClock;
import dev.mooring.broker.LossyBroker;
import dev.mooring.broker.Peer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Clocks that jump by a day whenever somebody looks, forwards or backwards, change nothing that is measured. */
@Timeout(60)
class VerifyClockTest {

    private final LossyBroker broker = LossyBroker.droppingEach(Integer.MAX_VALUE);

    @AfterEach
    void end() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT24H", "PT-24H"})
    void shouldMeasureTheSame(Duration jump) throws Exception {
        Console console = at(jump);
        long begin = System.nanoTime();

        int exit = console.run(
                List.of("verify", "run", "--count", "600", "--burst", "20", "--interval", "20ms"),
                "--faults",
                "kill-connection=2,partition",
                "--fault-length",
                "100ms",
                "--max-delay",
                "60000",
                "--json");

        assertThat(exit).as(console.toString()).isZero();
        long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        JsonNode report = new ObjectMapper().readTree(console.out());
        assertThat(report.at("/verdict/received").asInt()).isEqualTo(600);
        assertThat(report.at("/verdict/late").asInt()).isZero();
        assertThat(report.get("took_ms").asLong()).isBetween(1L, passed);
        for (String latency : List.of("delivery", "publishing")) {
            assertThat(report.at("/" + latency + "/count").asInt()).isEqualTo(600);
            assertThat(report.at("/" + latency + "/max_ms").asDouble()).isBetween(0.001, 1.01 * passed);
        }
        assertThat(report.findValuesAsText("silence_ms"))
                .hasSize(3)
                .allSatisfy(silence -> assertThat(Long.parseLong(silence)).isBetween(0L, passed));
        assertThat(report.at("/timeline"))
                .allSatisfy(stretch -> assertThat(stretch.get("at_ms").asLong()).isBetween(0L, passed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT24H", "PT-24H"})
    void shouldCountTheSame(Duration jump, @TempDir Path directory) throws Exception {
        Console console = at(jump);
        Path produced = directory.resolve("produced");
        Path consumed = directory.resolve("consumed");
        try (Peer script = Peer.connect(broker.url(), "c", false)) {
            script.subscribe("t", 1);
        }

        for (int run = 0; run < 2; run++) {
            assertThat(console.run(
                            List.of("verify", "produce", "--topic", "t", "--newline", "--state-file"),
                            produced.toString(),
                            "--count",
                            "30",
                            "--interval",
                            "1ms"))
                    .isZero();
            assertThat(console.run(
                            List.of("verify", "consume", "--topic", "t", "--newline", "--state-file"),
                            consumed.toString(),
                            "--client-id",
                            "c",
                            "--max-delay",
                            "60000",
                            "--count",
                            "30",
                            "--timeout",
                            "20s"))
                    .isZero();
        }

        assertThat(console.out())
                .contains("[Consumer] ✓ Received: 59 (expected 59)", "Next expected sequence: 60", "Gaps detected: 0")
                .doesNotContain("without a message")
                .containsOnlyOnce("Statistics:");
        assertThat(produced).hasContent("60");
        assertThat(consumed).hasContent("60");
    }

    private Console at(Duration jump) {
        return Console.script().with("MQTT_URL", broker.url()).at(new JumpingClock(jump));
    }
}
