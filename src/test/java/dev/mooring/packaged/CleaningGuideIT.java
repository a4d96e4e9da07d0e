package dev.mooring.packaged;

import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs every command of {@code docs/cleaning-retained-messages.md}, in order, in one shell, with the packaged application. */
@OnMosquitto
class CleaningGuideIT {

    private static final Pattern BLOCK = Pattern.compile("(?s)```bash\n(.*?)```");
    /** What comes after this purges everything. */
    private static final String LAST = "The three commands of the script";

    private static final int DEADLINE_SECONDS = 300;

    private final MosquittoBroker broker = new MosquittoBroker();

    @BeforeEach
    void start() {
        broker.start();
    }

    @AfterEach
    void end() {
        broker.close();
    }

    @Test
    void shouldDoWhatTheGuideSays(@TempDir Path directory) throws IOException, InterruptedException {
        List<String> blocks = blocks();
        try (Peer peer = Peer.to(broker.url()).connect()) {
            retain(peer);

            run(directory, before(blocks, LAST), "first");

            assertThat(peer.allRetained("#"))
                    .as("what the guide cleans up is gone, and what it puts back is there")
                    .containsOnlyKeys(
                            "inference/models/small",
                            "inference/workers/alive",
                            "test/retained/a",
                            "test/retained/b",
                            "test/some-uuid");

            run(directory, blocks.subList(before(blocks, LAST).size(), blocks.size()), "last");

            assertThat(peer.allRetained("#"))
                    .as("the last command purges everything")
                    .isEmpty();
        }
    }

    private static void retain(Peer peer) {
        Map<String, String> messages = Map.of(
                "test/retained/a", "1",
                "test/retained/b", "2",
                "test/some-uuid", "3",
                "inference/models/small", "{\"ts\":1}",
                "inference/state/old", "{\"ts\":1}",
                "inference/workers/alive", worker("alive", Instant.now()),
                "inference/workers/crashed", worker("crashed", Instant.ofEpochSecond(1)));
        messages.forEach((topic, payload) -> peer.publish(topic, payload, 1, true));
    }

    private static String worker(String id, Instant time) {
        return "{\"id\":\"" + id + "\",\"capabilities\":[],\"idle_count\":1,\"timestamp\":" + time.toEpochMilli() + "}";
    }

    private void run(Path directory, List<String> blocks, String name) throws IOException, InterruptedException {
        Path script = Files.writeString(directory.resolve(name + ".sh"), String.join("\n", blocks));
        Path output = Path.of("target", "cleaning-guide-" + name + ".log").toAbsolutePath();
        ProcessBuilder shell = new ProcessBuilder("bash", "-euxo", "pipefail", script.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        shell.environment().put("MQTT_URL", broker.url());
        shell.environment()
                .put(
                        "MOORING_JAR",
                        Path.of(System.getProperty("mooring.jar"))
                                .toAbsolutePath()
                                .toString());
        shell.environment().merge("PATH", Path.of("bin").toAbsolutePath().toString(), (path, own) -> own + ":" + path);
        Process process = shell.start();
        try {
            assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(() -> read(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    private static List<String> before(List<String> blocks, String heading) throws IOException {
        String guide = guide();
        List<String> before = new ArrayList<>();
        for (String each : blocks) {
            if (guide.indexOf(each) < guide.indexOf(heading)) {
                before.add(each);
            }
        }
        return before;
    }

    private static List<String> blocks() throws IOException {
        return BLOCK.matcher(guide()).results().map(each -> each.group(1)).toList();
    }

    private static String guide() throws IOException {
        return Files.readString(Path.of("docs", "cleaning-retained-messages.md"));
    }
}
