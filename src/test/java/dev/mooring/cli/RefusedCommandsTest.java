package dev.mooring.cli;

import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static dev.mooring.broker.MosquittoBroker.MISSING;
import static org.assertj.core.api.Assertions.assertThat;

/** At a broker that asks for passwords and does not allow everything. */
@EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MISSING)
class RefusedCommandsTest {

    private static final String RULES = """
            user clerk
            topic readwrite free/#
            topic read locked/#
            topic readwrite mooring/markers/#
            user keeper
            topic readwrite #
            """;

    private final MosquittoBroker broker = MosquittoBroker.builder()
            .user("keeper", "secret")
            .user("clerk", "hush hush")
            .acl(RULES)
            .start();
    private final Peer keeper =
            Peer.to(broker.url()).credentials("keeper", "secret").connect();
    private final Console console = Console.script()
            .with("MQTT_URL", broker.url())
            .with("MQTT_USERNAME", "clerk")
            .with("MQTT_PASSWORD", "hush hush");

    @BeforeEach
    void retain() {
        keeper.publish("free/a", "1", 1, true);
        keeper.publish("locked/a", "2", 1, true);
    }

    @AfterEach
    void end() {
        keeper.close();
        broker.close();
    }

    @Test
    void shouldNameWhatCouldNotBePurgedAndFail() {
        assertThat(console.run("retained", "purge", "#", "--yes")).isEqualTo(ExitCode.FAILED);

        assertThat(console.out()).contains("2 found, 2 meant, 1 purged, 1 FAILED", "  locked/a: ");
        assertThat(keeper.allRetained("#")).containsOnlyKeys("locked/a");
    }

    @Test
    void shouldNameWhatCouldNotBeRestoredAndFail(@TempDir Path directory) {
        String file = directory.resolve("all").toString();
        assertThat(console.run("retained", "export", "#", "-o", file)).isZero();
        keeper.publish("free/a", "", 1, true);
        keeper.publish("locked/a", "", 1, true);

        assertThat(console.run("retained", "restore", file)).isEqualTo(ExitCode.FAILED);

        assertThat(console.out()).as(console.err()).contains("1 failed", "  locked/a: ");
        assertThat(keeper.allRetained("#")).containsOnlyKeys("free/a");
    }

    @Test
    void shouldTakePasswordsFromFilesAndNeverSayThem(@TempDir Path directory) throws IOException {
        String right = Files.writeString(directory.resolve("right"), "secret\n").toString();
        String wrong =
                Files.writeString(directory.resolve("wrong"), "wrong password").toString();

        assertThat(console.run("retained", "list", "#", "--username", "keeper", "--password-file", right))
                .isZero();
        assertThat(console.lines()).hasSize(2);
        assertThat(console.run("retained", "list", "#", "--username", "keeper", "--password-file", wrong))
                .isEqualTo(ExitCode.UNREACHABLE);
        assertThat(console.err()).contains("refused").doesNotContain("wrong password");
        assertThat(console.out()).isEmpty();
    }

    @Test
    void shouldTellWhatDoesNotWorkAtABroker() {
        assertThat(console.run("sites", "check", "--topic", "locked/checks")).isEqualTo(ExitCode.FAILED);

        assertThat(console.out()).contains("a message there and back: FAILED", "a retained message: FAILED");
    }
}
