package dev.mooring.cli;

import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.Peer;
import dev.mooring.broker.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@OnEveryBroker
class CommandsTest {

    private static final AtomicInteger RUN = new AtomicInteger();

    /** Below it everything belongs to this test. */
    private final String root = "cli" + RUN.incrementAndGet();

    private final TestBroker broker;
    private final Peer peer;
    private final Console console;

    CommandsTest(TestBroker broker) {
        this.broker = broker;
        this.peer = Peer.to(broker.url()).connect();
        this.console = Console.script().with("MQTT_URL", broker.url());
    }

    @AfterEach
    void end() {
        peer.close();
    }

    @Test
    void shouldListWhatIsRetained() {
        retain("a", "one");
        peer.publish(root + "/b", new byte[] {(byte) 0xff, 0}, 0, true);

        assertThat(run("retained", "list", root + "/#")).isZero();

        assertThat(console.lines()).containsExactlyInAnyOrder(root + "/a\t1\t3\tone", root + "/b\t0\t2\tbase64:/wA=");
    }

    @Test
    void shouldListForScripts() {
        retain("a", "one \u001b[2J");

        assertThat(run("retained", "list", root + "/#", "--json")).isZero();

        assertThat(console.lines()).hasSize(1);
        assertThat(console.out())
                .contains("\"topic\":\"" + root + "/a\"", "\"qos\":1", "\"size\":8", "\"preview\":\"one \\u001B[2J\"");
    }

    @Test
    void shouldNotLetStrangersWriteToTheTerminal() {
        retain("a", "\u001b[2Jgone\r\n\u202eabc");

        assertThat(run("retained", "list", root + "/#")).isZero();

        assertThat(console.lines()).containsExactly(root + "/a\t1\t16\t\\u{1b}[2Jgone\\r\\n\\u{202e}abc");
    }

    @Test
    void shouldPurgeWhatIsMeant() {
        retain("old", "{\"ts\":1}");
        retain("kept", "{\"ts\":1}");
        retain("young", "{\"timestamp\":\"2026-11-22T09:59:00Z\"}");
        retain("timeless", "x");

        int exit = run(
                "retained",
                "purge",
                root + "/#",
                "--keep",
                root + "/kept",
                "--older-than",
                "1h",
                "--protocol-version",
                "3.1.1");

        assertThat(exit).isZero();
        assertThat(console.out()).contains("4 found, 1 meant, 1 purged, 1 kept, 1 too young, 1 without a time");
        assertThat(peer.allRetained(root + "/#")).containsOnlyKeys(root + "/kept", root + "/young", root + "/timeless");
    }

    @Test
    void shouldChangeNothingInADryRun() {
        retain("a", "1");
        Map<String, String> before = peer.allRetained(root + "/#");

        assertThat(run("retained", "purge", root + "/#", "--dry-run", "--json")).isZero();

        assertThat(console.out()).contains("\"dry_run\":true", "\"selected\":1", "\"purged\":0");
        assertThat(peer.allRetained(root + "/#")).isEqualTo(before);
    }

    @Test
    void shouldAskWhoSitsThere() {
        retain("a", "1");

        assertThat(console.typing("n\n").run("retained", "purge", root + "/#")).isEqualTo(ExitCode.FAILED);
        assertThat(console.err()).contains("Delete 1 retained messages of '" + root + "/#'", "Nothing was changed");
        assertThat(peer.allRetained(root + "/#")).hasSize(1);

        assertThat(console.typing("yes\n").run("retained", "purge", root + "/#"))
                .as("%s", console)
                .isZero();
        assertThat(peer.allRetained(root + "/#")).isEmpty();

        assertThat(console.typing("yes\n").run("retained", "purge", root + "/#"))
                .as("%s", console)
                .isZero();
        assertThat(console.err()).contains("Nothing to purge");
    }

    @Test
    void shouldUndoAPurge(@TempDir Path directory) throws IOException {
        retain("a", "one");
        peer.publish(root + "/b", new byte[] {(byte) 0xff, 0}, 2, true);
        retain("c", "old");
        Path file = directory.resolve("before.ndjson");

        assertThat(run("retained", "export", root + "/#", "--output", file.toString()))
                .isZero();
        assertThat(run("retained", "purge", root + "/#")).isZero();
        retain("c", "new");
        assertThat(console.run("retained", "restore", file.toString())).isZero();

        assertThat(console.out()).contains("2 restored, 0 were there, 1 left as others are there by now, 0 failed");
        assertThat(peer.allRetained(root + "/#")).hasSize(3).containsEntry(root + "/c", "new");
        assertThat(run("retained", "list", root + "/b")).isZero();
        assertThat(console.lines()).containsExactly(root + "/b\t2\t2\tbase64:/wA=");

        assertThat(console.run("retained", "restore", file.toString(), "--overwrite"))
                .isZero();
        assertThat(console.out()).contains("1 restored, 2 were there");
        assertThat(peer.allRetained(root + "/c")).containsValue("old");
        assertThat(directory.toFile().list()).as("no temporary file").containsExactly("before.ndjson");
    }

    @Test
    void shouldRefuseAFileThatWasCutOff(@TempDir Path directory) throws IOException {
        retain("a", "one");
        retain("b", "two");
        Path file = directory.resolve("whole.ndjson");
        assertThat(run("retained", "export", root + "/#", "-o", file.toString()))
                .isZero();
        assertThat(run("retained", "purge", root + "/#")).isZero();
        List<String> lines = Files.readAllLines(file);

        assertRefused(directory, lines.subList(0, 3), "line 4: the end is missing");
        assertRefused(directory, List.of(lines.get(0), lines.get(1), lines.get(3)), "line 3: does not say how many");
        assertRefused(directory, lines.subList(1, 4), "line 1: is not what");
        assertRefused(
                directory,
                List.of(lines.get(0), "{\"topic\":\"a/#\",\"qos\":1,\"payload\":\"eA==\"}", "{\"end\":1}"),
                "line 2: ");
        assertRefused(
                directory,
                List.of(lines.get(0), "{\"topic\":\"a\",\"qos\":1,\"payload\":\"???\"}", "{\"end\":1}"),
                "line 2: ");
        assertRefused(directory, List.of(lines.get(0), "nonsense", "{\"end\":1}"), "line 2: is not the JSON");
        assertThat(peer.allRetained(root + "/#")).isEmpty();
    }

    @Test
    void shouldSayHowFarItGotWhenTheBrokerEnds(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("many.ndjson");
        List<String> lines = new ArrayList<>(List.of("{\"mooring_retained\":1}"));
        IntStream.range(0, 60)
                .forEach(i -> lines.add("{\"topic\":\"" + root + "/" + i + "\",\"qos\":1,\"payload\":\"eA==\"}"));
        lines.add("{\"end\":60}");
        Files.write(file, lines);

        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(
                () -> console.typing("").run("retained", "restore", file.toString(), "--rate", "1/s"));
        await().until(() -> console.err().contains(" of 60 restored"));
        broker.stop();

        try {
            assertThat(exit.get(20, TimeUnit.SECONDS)).isEqualTo(ExitCode.FAILED);
            assertThat(console.err()).containsPattern("; [1-9]\\d? of 60 messages were done before that");
        } finally {
            broker.start();
        }
    }

    private void assertRefused(Path directory, List<String> lines, String why) throws IOException {
        Path file = Files.write(directory.resolve("damaged.ndjson"), lines);

        assertThat(console.run("retained", "restore", file.toString())).isEqualTo(ExitCode.USAGE);

        assertThat(console.err()).contains(why);
    }

    @Test
    void shouldNotReplaceAFileUnasked(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("mine"), "mine");

        assertThat(run("retained", "export", root + "/#", "-o", file.toString()))
                .isEqualTo(ExitCode.USAGE);

        assertThat(file).hasContent("mine");
        assertThat(run("retained", "export", root + "/#", "-o", file.toString(), "--force"))
                .isZero();
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void shouldPublishAndShow() {
        assertThat(run("pub", root + "/kept", "--message", "grüß dich", "--retain"))
                .isZero();
        assertThat(run("sub", root + "/#", "--count", "1", "--timeout", "10s")).isZero();
        assertThat(console.lines()).containsExactly(root + "/kept\tgrüß dich");

        assertThat(run("pub", root + "/kept", "--clear")).isZero();
        assertThat(peer.allRetained(root + "/#")).isEmpty();
    }

    @Test
    void shouldEndWhenNothingComes() {
        assertThat(run("sub", root + "/#", "--count", "1", "--timeout", "200ms"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(run("sub", root + "/#", "--timeout", "200ms")).isZero();
    }

    @Test
    void shouldSpareWorkersThatAreAlive() {
        worker("here", Console.NOW.minusSeconds(10));
        worker("gone", Console.NOW.minusSeconds(600));
        retain("workers/odd", "[]");

        assertThat(run("workers", "list", "--workers-topic", root + "/workers")).isZero();
        assertThat(console.lines())
                .containsExactlyInAnyOrder(
                        "here\tonline\t2026-11-22T09:59:50Z\timage_resize",
                        "gone\tstale\t2026-11-22T09:50:00Z\timage_resize",
                        "odd\tunreadable\t-\tit is no JSON object");

        assertThat(run("workers", "purge-stale", "--workers-topic", root + "/workers"))
                .isZero();
        assertThat(console.out()).contains("3 found, 1 meant, 1 purged");
        assertThat(peer.allRetained(root + "/#")).containsOnlyKeys(root + "/workers/here", root + "/workers/odd");

        assertThat(run("retained", "purge", root + "/#", "--workers-topic", root + "/workers"))
                .isZero();
        assertThat(console.out()).contains("2 found, 1 meant, 1 purged, 1 alive");
        assertThat(run("retained", "purge", root + "/#", "--workers-topic", root + "/workers", "--include-live"))
                .isZero();
        assertThat(peer.allRetained(root + "/#")).isEmpty();
    }

    private void worker(String id, Instant time) {
        retain(
                "workers/" + id,
                "{\"id\":\"" + id + "\",\"capabilities\":[\"image_resize\"],\"idle_count\":1,\"timestamp\":"
                        + time.toEpochMilli() + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "3.1.1"})
    void shouldTellWhatABrokerCan(String version) {
        assertThat(run("sites", "check", "--topic", root, "--protocol-version", version))
                .isZero();

        assertThat(console.out())
                .contains(
                        "protocol version     " + version,
                        "retained messages    yes",
                        "a message there and back: ok",
                        "a retained message: ok");
        assertThat(peer.allRetained(root + "/#")).isEmpty();
    }

    private int run(String... args) {
        return console.run(args);
    }

    private void retain(String topic, String payload) {
        peer.publish(root + "/" + topic, payload, 1, true);
    }
}
