package dev.mooring.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.TestBroker;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

import static org.assertj.core.api.Assertions.assertThat;

/** 'verify run' on brokers that keep their promises. */
@OnEveryBroker
@Timeout(60)
class VerifyRunTest {

    private final Console console;

    VerifyRunTest(TestBroker broker) {
        this.console = Console.script().with("MQTT_URL", broker.url());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void shouldFindThatNothingIsLost(String qos) {
        assertThat(run("--count", "2000", "--burst", "200", "--interval", "10ms", "--qos", qos))
                .isZero();

        assertThat(console.lines())
                .startsWith(
                        "Verdict: ✓ nothing lost",
                        "  attempted 2000, acknowledged 2000, received 2000",
                        "  lost 0, duplicated 0, reordered 0, late 0, unexpected 0")
                .contains("  queue afterwards: empty")
                .noneMatch(line -> line.contains("no number"));
    }

    @Test
    void shouldPromiseNothingAtQosZero() {
        assertThat(run("--count", "500", "--burst", "50", "--qos", "0")).isZero();

        assertThat(console.out()).contains("Verdict: ✓", "attempted 500, acknowledged 500");
    }

    @Test
    void shouldDoHarmAndLoseNothing() throws Exception {
        int exit = run(
                "--count",
                "2000",
                "--burst",
                "20",
                "--interval",
                "20ms",
                "--faults",
                "kill-connection=3,partition,takeover,full-window,slow-handler",
                "--fault-length",
                "300ms",
                "--seed",
                "7",
                "--json");

        assertThat(exit).as(console.err() + console.out()).isZero();
        JsonNode report = new ObjectMapper().readTree(console.out());
        assertThat(report.at("/verdict/received").asLong()).isEqualTo(2_000);
        assertThat(report.at("/verdict/lost").asLong()).isZero();
        assertThat(report.get("seed").asLong()).isEqualTo(7);
        assertThat(report.get("faults").findValuesAsText("fault").size()
                        + report.get("faults_too_late").asInt())
                .isEqualTo(7);
        assertThat(report.get("faults").findValuesAsText("fault")).contains("kill-connection");
    }

    @Test
    void shouldReportToMachinesAndPeople(@TempDir Path directory) throws Exception {
        Path json = directory.resolve("report.json");
        Path html = directory.resolve("report.html");

        assertThat(run(
                        "--count",
                        "100",
                        "--topic",
                        "run/<script>&\"x\"",
                        "--json",
                        "--report",
                        json.toString(),
                        "--html",
                        html.toString()))
                .isZero();

        JsonNode report = new ObjectMapper().readTree(console.out());
        assertThat(new ObjectMapper().readTree(json.toFile())).isEqualTo(report);
        assertThat(report.get("topic").asText()).isEqualTo("run/<script>&\"x\"");
        assertThat(report.get("kept").asBoolean()).isTrue();
        assertThat(report.get("drained").asBoolean()).isTrue();
        assertThat(report.at("/delivery/count").asLong()).isEqualTo(100);
        assertThat(report.at("/timeline/0/received").asLong()).isPositive();
        String page = Files.readString(html);
        assertThat(page).doesNotContain("<script").contains("run/&lt;script&gt;&amp;&quot;x&quot;");
        Document parsed = parse(page);
        assertThat(parsed.getElementsByTagName("svg").getLength()).isEqualTo(2);
        assertThat(parsed.getElementsByTagName("h1").item(0).getTextContent()).isEqualTo("Nothing lost");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("report.json", "report.html");
    }

    /** As XML, which it is but for its head. */
    private static Document parse(String page) throws Exception {
        String xml = page.replace("<!doctype html>", "").replace("<meta charset=\"utf-8\">", "");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void shouldJudgeSeveralProducersAndConsumers() {
        assertThat(run("--count", "500", "--burst", "50", "--producers", "2", "--consumers", "2"))
                .as(console.err() + console.out())
                .isZero();

        assertThat(console.out()).contains("attempted 1000, acknowledged 1000, received 1000");
    }

    @Test
    void shouldSpeakTheOlderVersion() {
        assertThat(run("--count", "200", "--burst", "50", "--protocol-version", "3.1.1"))
                .isZero();

        assertThat(console.out()).contains("attempted 200, acknowledged 200, received 200");
    }

    @Test
    void shouldKillConsumersAndLoseNothing() {
        int exit = run("--count", "2000", "--burst", "20", "--interval", "20ms", "--faults", "kill-consumer=2");

        assertThat(exit).as(console.err() + console.out()).isZero();
        assertThat(console.out()).contains("received 2000", "2 kill-consumer", "queue afterwards: empty");
    }

    private int run(String... more) {
        return console.run(List.of("verify", "run", "--drain", "15s"), more);
    }
}
