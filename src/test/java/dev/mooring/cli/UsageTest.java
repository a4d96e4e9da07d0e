package dev.mooring.cli;

import dev.mooring.broker.FreePort;
import dev.mooring.mqtt.TopicFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What needs no broker. */
class UsageTest {

    private final Console console = Console.script();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "serve --help",
                "retained --help",
                "retained list --help",
                "retained purge --help",
                "retained export --help",
                "retained restore --help",
                "sites --help",
                "sites list --help",
                "sites check --help",
                "verify --help",
                "verify produce --help",
                "verify consume --help",
                "verify run --help",
                "verify consumer --help",
                "pub --help",
                "sub --help",
                "completion --help"
            })
    void shouldHelp(String command) {
        assertThat(console.run(command.split(" "))).isZero();
        assertThat(console.out()).startsWith("Usage: mooring").doesNotContain("${");
        assertThat(console.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "retained list | Missing required parameter: 'FILTER'",
                "retained list a/#/b -u mqtt://localhost | wildcards must stand alone",
                "retained list $SYS/# -u mqtt://localhost | $SYS and other topics of the broker",
                "retained list $share/g/# -u mqtt://localhost | $SYS and other topics of the broker, and $share",
                "retained purge # -u mqtt://localhost | '#' finds everything: that needs --yes",
                "retained purge +/# -u mqtt://localhost | '+/#' finds everything: that needs --yes",
                "retained purge + -u mqtt://localhost | '+' finds everything: that needs --yes",
                "retained purge a/# --match ( -u mqtt://localhost | is no regular expression",
                "retained purge a/# --older-than soon -u mqtt://localhost | such as 90m",
                "retained purge a/# --rate 0/s -u mqtt://localhost | must be 1/s to 100000/s",
                "retained list # | which broker? Give --url or --site, or set MQTT_URL",
                "retained list # -u localhost | has no scheme",
                "retained list # -u mqtt://u:secret@localhost | no password in --url",
                "retained list # -u mqtt://localhost -s x | exclude each other",
                "retained list # -u mqtt://localhost --protocol-version 4 | must be 5 or 3.1.1",
                "retained list # -u mqtt://localhost --cert a | --cert and --key go together",
                "retained list # -u mqtt://localhost --ca /no/such | certificate file cannot be read: /no/such",
                "retained list # -u mqtt://localhost --username x --password-file /no/such | --password-file",
                "retained list # --site nowhere | there is no site 'nowhere'",
                "retained restore /no/such -u mqtt://localhost | cannot be read",
                "pub a -u mqtt://localhost | (-m=TEXT | -f=FILE | --clear)",
                "pub a/+ -m x -u mqtt://localhost | Invalid value for positional parameter",
                "pub a -m x -q 3 -u mqtt://localhost | must be 0, 1 or 2",
                "retaind | Did you mean: mooring retained",
                "retained | Which of list, purge, export, restore?",
                "sites check a --site b | two sites",
                "verify | Which of run, produce, consume?",
                "verify run --faults earthquake -u mqtt://localhost | no such fault; there are: kill-consumer, kill-connection",
                "verify run --faults freeze-broker -u mqtt://localhost | freeze-broker needs --mosquitto",
                "verify run --faults restart-broker -u mqtt://localhost | restart-broker needs --mosquitto",
                "verify run --faults slow-handler --consumer cat -u mqtt://localhost | slow-handler needs our consumer",
                "verify run --faults takeover=x -u mqtt://localhost | how often must be 0 to 10000",
                "verify run --mosquitto --url mqtt://localhost | --mosquitto brings a broker of its own",
                "verify run --burst 0 -u mqtt://localhost | a burst must be 1 to 10000",
                "verify run --interval 0ms -u mqtt://localhost | the interval must be at least 1 ms",
                "verify run --duration 0ms -u mqtt://localhost | --duration must be at least 1ms",
                "verify run --count -1 -u mqtt://localhost | count must not be negative",
                "verify run --producers 0 -u mqtt://localhost | 1 to 1000 producers",
                "verify run --consumers 101 -u mqtt://localhost | 1 to 100 consumers",
                "verify run --consumers 2 --queue-db jdbc:x -u mqtt://localhost | --queue-db looks for one client",
                "verify run --max-delay -1 -u mqtt://localhost | --max-delay",
                "verify produce --start-from -1 -u mqtt://localhost | sequences begin at 0",
                "verify produce --burst 0 -u mqtt://localhost | a burst must be 1 to",
                "verify produce --interval 0ms -u mqtt://localhost | the interval must be at least 1 ms",
                "verify produce --count -1 -u mqtt://localhost | count must not be negative",
                "verify consume --start-from -1 -u mqtt://localhost | sequences begin at 0",
                "verify consume --count 0 -u mqtt://localhost | --count",
                "verify consume --max-delay -1 -u mqtt://localhost | --max-delay"
            })
    void shouldSayWhatIsWrongAndDoNothing(String command, String said) {
        assertThat(console.run(command.strip().split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(console.err())
                .contains(said.strip())
                .doesNotContain("secret")
                .doesNotContain("Exception");
        assertThat(console.out()).isEmpty();
    }

    @Test
    void shouldSayThatTheBrokerIsAway() {
        int port = FreePort.next();

        assertThat(console.run("retained", "list", "a/#", "--url", "mqtt://127.0.0.1:" + port))
                .isEqualTo(ExitCode.UNREACHABLE);

        assertThat(console.err()).contains("mqtt://127.0.0.1:" + port, "Connection refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--reset", "--start-from=3"})
    void shouldKeepTheStateWhenNothingCouldBeDone(String option, @TempDir Path directory) throws IOException {
        Path state = Files.writeString(directory.resolve("state"), "42");
        for (String command : new String[] {"produce", "consume"}) {
            assertThat(console.run(
                            "verify",
                            command,
                            option,
                            "--state-file",
                            state.toString(),
                            "--url",
                            "mqtt://127.0.0.1:" + FreePort.next()))
                    .isEqualTo(ExitCode.UNREACHABLE);
            assertThat(state).hasContent("42");
        }
        assertThat(console.run("verify", "produce", option, "--burst", "0", "--state-file", state.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(state).hasContent("42");
    }

    @Test
    void shouldNotSayPasswordsOfTheEnvironment() {
        console.with("MQTT_URL", "mqtt://somebody:secret@127.0.0.1:" + FreePort.next());

        assertThat(console.run("retained", "list", "a/#")).isEqualTo(ExitCode.UNREACHABLE);

        assertThat(console.err()).doesNotContain("secret").contains("Connection refused");
    }

    @Test
    void shouldNotTakeAPasswordAsAnArgument(@TempDir Path directory) throws IOException {
        assertThat(console.run("retained", "list", "a/#", "--password=secret", "-u", "mqtt://localhost"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(console.err()).doesNotContain("secret");

        Path file = Files.writeString(directory.resolve("password"), "secret\n");
        assertThat(console.run(
                        "retained",
                        "list",
                        "a/#",
                        "-u",
                        "mqtt://127.0.0.1:" + FreePort.next(),
                        "--password-file",
                        file.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(console.err()).contains("a password without --username");
    }

    @Test
    void shouldCompleteInShells() {
        assertThat(console.run("completion")).isZero();
        assertThat(console.out()).contains("complete -F _complete_mooring", "--older-than", "--dry-run");
    }

    @ParameterizedTest
    @CsvSource({"#, true", "+, true", "+/#, true", "+/+, true", "a/#, false", "+/a, false", "/#, false"})
    void shouldKnowWhatFindsEverything(String filter, boolean everything) {
        assertThat(Filters.isEverything(new TopicFilter(filter))).isEqualTo(everything);
    }
}
