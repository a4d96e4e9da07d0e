package dev.mooring.retained;

import dev.mooring.broker.Peer;
import dev.mooring.site.Sites;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.security.TestSecurity;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What brokers retain, over HTTP. Each test has topics of its own; {@code default} speaks MQTT 5, {@code barn} 3.1.1. */
abstract class RetainedContract {

    private static final AtomicInteger RUN = new AtomicInteger();
    private static final String NDJSON = "application/x-ndjson";

    @Inject
    Sites sites;

    @Inject
    MeterRegistry metrics;

    @TestHTTPResource("/")
    URI http = URI.create("http://localhost");

    final Peer peer = Peer.to(ConfigProvider.getConfig().getValue("mooring.sites.default.url", String.class))
            .connect();
    final String root = "run" + RUN.incrementAndGet();

    private final List<String> audited = new CopyOnWriteArrayList<>();
    private final Logger audit = Logger.getLogger("dev.mooring.audit");
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            audited.add(new PatternFormatter("%s").format(org.jboss.logmanager.ExtLogRecord.wrap(line)));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void begin() {
        audit.addHandler(listener);
        soon(() -> assertThat(List.of("default", "barn"))
                .allMatch(name -> sites.find(name).orElseThrow().connected()));
    }

    @AfterEach
    void end() {
        audit.removeHandler(listener);
        peer.close();
    }

    // ---- lists

    @ParameterizedTest
    @ValueSource(strings = {"default", "barn"})
    void shouldListWhatASiteRetains(String site) {
        String prefix = prefix(site) + root;
        peer.publish(prefix + "/text", "héllo", 1, true);
        peer.publish(prefix + "/bytes", new byte[] {0, (byte) 0xff}, 2, true);
        // More than the site's max-packet-size; barn would hear it itself, and hang up.
        int large = site.equals("default") ? 50_000 : 15_000;
        peer.publish(prefix + "/large", "x".repeat(large), 0, true);
        peer.publish(root + "-elsewhere/text", "no", 1, true);

        JsonPath list = operator()
                .get(path(site) + "?filter={filter}", root + "/#")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(list.getInt("count")).isEqualTo(3);
        assertThat(list.getBoolean("complete")).isTrue();
        assertThat(list.getList("retained.topic"))
                .containsExactlyInAnyOrder(prefix + "/text", prefix + "/bytes", prefix + "/large");
        Map<String, Object> text = entry(list, prefix + "/text");
        assertThat(text)
                .containsEntry("qos", 1)
                .containsEntry("size", 6)
                .containsEntry("preview", "héllo")
                .containsEntry("encoding", "text")
                .containsEntry("expiry_seconds", null);
        assertThat(entry(list, prefix + "/bytes"))
                .containsEntry("qos", 2)
                .containsEntry("encoding", "base64")
                .containsEntry("preview", Base64.getEncoder().encodeToString(new byte[] {0, (byte) 0xff}));
        assertThat(entry(list, prefix + "/large"))
                .containsEntry("size", large)
                .containsEntry("preview", "x".repeat(200));
    }

    @Test
    void shouldCountMoreThanItShowsAndSendAllOfThemAsLines() {
        for (int i = 0; i < 1_100; i++) {
            peer.publish(root + "/" + i, "payload", 0, true);
        }
        peer.publish(root + "/last", "payload", 1, true);

        JsonPath page = operator()
                .get(path("default") + "?filter={filter}", root + "/+")
                .jsonPath();
        Response lines = operator().accept(NDJSON).get(path("default") + "?filter={filter}", root + "/+");

        assertThat(page.getInt("count")).isEqualTo(1_101);
        assertThat(page.getList("retained")).hasSize(1_000);
        assertThat(lines.contentType()).startsWith(NDJSON);
        assertThat(lines.header("Mooring-Count")).isEqualTo("1101");
        assertThat(lines.header("Mooring-Complete")).isEqualTo("true");
        assertThat(lines.asString().lines().toList())
                .hasSize(1_101)
                .allMatch(line -> line.startsWith("{\"topic\":\"" + root + "/") && line.endsWith("}"));
        soon(() -> assertThat(spools()).isEmpty());
    }

    @Test
    void shouldSendNoLineOfAListThatFailed() {
        operator()
                .accept(NDJSON)
                .get(path("late") + "?filter=x")
                .then()
                .statusCode(503)
                .contentType("application/problem+json");
        soon(() -> assertThat(spools()).isEmpty());
    }

    // ---- purges

    @Test
    void shouldPurgeWhatIsMeantAndSayItInOneAuditLine() {
        long old = Instant.now().minusSeconds(7200).toEpochMilli();
        String before = "{\"timestamp\":" + old + ",\"kind\":\"test\"}";
        peer.publish("barn/" + root + "/old/1", before, 1, true);
        peer.publish("barn/" + root + "/old/2", before, 1, true);
        peer.publish("barn/" + root + "/keep/1", before, 1, true);
        peer.publish("barn/" + root + "/keep2", before, 1, true);
        peer.publish("barn/" + root + "/other", before.replace("test", "real"), 1, true);
        peer.publish(
                "barn/" + root + "/new",
                before.replace("" + old, "" + Instant.now().toEpochMilli()),
                1,
                true);
        peer.publish("barn/" + root + "/timeless", "test", 1, true);
        Map<String, String> all = peer.allRetained("barn/" + root + "/#");
        double purged = counted("mooring.retained.purged");
        double kept = counted("mooring.retained.kept");
        String query = "?filter={filter}&keep={one}&keep={other}&match=test&older-than=1h&rate=1000";
        Object[] values = {root + "/#", root + "/keep/#", root + "/keep2"};

        JsonPath dry = purge(path("barn") + query + "&dry-run=true", values);
        assertThat(dry.getBoolean("dry_run")).isTrue();
        assertThat(dry.getInt("selected")).isEqualTo(2);
        assertThat(peer.allRetained("barn/" + root + "/#")).isEqualTo(all);
        assertThat(counted("mooring.retained.purged")).isEqualTo(purged);

        JsonPath report = purge(path("barn") + query, values);

        assertThat(report.getInt("found")).isEqualTo(7);
        assertThat(report.getInt("purged")).isEqualTo(2);
        assertThat(report.getInt("kept")).isEqualTo(2);
        assertThat(report.getInt("unmatched")).isEqualTo(1);
        assertThat(report.getInt("young")).isEqualTo(1);
        assertThat(report.getInt("without_time")).isEqualTo(1);
        assertThat(report.getList("failures")).isEmpty();
        assertThat(report.getBoolean("complete")).isTrue();
        assertThat(report.getBoolean("as_asked")).isTrue();
        assertThat(peer.allRetained("barn/" + root + "/#"))
                .hasSize(5)
                .doesNotContainKeys("barn/" + root + "/old/1", "barn/" + root + "/old/2");
        assertThat(counted("mooring.retained.purged")).isEqualTo(purged + 2);
        assertThat(counted("mooring.retained.kept")).isEqualTo(kept + 2);
        soon(() -> assertThat(lines("/" + root + "/#")).hasSize(2));
        assertThat(lines("/" + root + "/#, dry run false"))
                .singleElement()
                .asString()
                .contains("site barn", "operator from 127.0.0.1", "7 found, 2 selected, 2 purged, 2 kept");
        assertThat(lines("DELETE")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "filter=a/%23/b, filter",
        "filter=, filter",
        "x=1, x",
        "filter=a&filter=b, filter",
        "filter=$SYS/%23, filter",
        "filter=$SYS/%23&absolute=true, filter",
        "filter=$share/g/%23, filter",
        "filter=a&keep=b%23, keep",
        "filter=a&keep=, keep",
        "filter=a&match=(, match",
        "filter=a&match=, match",
        "filter=a&older-than=yesterday, older-than",
        "filter=a&older-than=-1h, older-than",
        "filter=a&rate=0, rate",
        "filter=a&rate=many, rate",
        "filter=a&rate=1000000, rate",
        "filter=a&dry-run=yes, dry-run",
        "filter=a&dry-run, dry-run",
        "filter=a&dry_run=true, dry_run",
        "filter=a&include-live=1, include-live",
        "filter=a&absolute=no, absolute",
        "filter=a&confirm=yes, confirm",
    })
    void shouldNameTheParameterThatIsWrong(String query, String parameter) {
        peer.publish("a", "still here", 1, true);

        Response answer = operator().urlEncodingEnabled(false).delete(path("default") + "?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.jsonPath().getString("detail")).contains("'" + parameter + "'");
        assertThat(peer.retained("a")).contains("still here");
        peer.publish("a", "", 1, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%23", "%2B/%23", "%2B/%2B", "%2B", "barn/%23&absolute=true", "%2B/%23&absolute=true"})
    void shouldAskForConfirmationOfWhatFindsEverything(String filter) {
        peer.publish("barn/" + root, "still here", 1, true);

        Response answer = operator().urlEncodingEnabled(false).delete(path("barn") + "?filter=" + filter);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.jsonPath().getString("detail")).contains("confirm=all");
        assertThat(peer.retained("barn/" + root)).contains("still here");
    }

    @Test
    void shouldPurgeEverythingThatIsConfirmedButWhatSitesSayThemselves() {
        peer.publish("barn/" + root + "/a", "1", 1, true);

        JsonPath report = purge(path("barn") + "?filter={filter}&confirm=all&include-live=true&rate=1000", "#");

        assertThat(report.getInt("purged")).isPositive();
        assertThat(report.getInt("spared")).isEqualTo(1);
        assertThat(peer.allRetained("barn/#")).containsOnlyKeys("barn/backend/status");
        assertThat(peer.retained("mooring/default_itest/status")).isPresent();
    }

    @Test
    void shouldGoOnWithoutItsCallerAndRefuseAnotherOne() throws IOException {
        for (int i = 0; i < 7; i++) {
            peer.publish(root + "/" + i, "payload", 1, true);
        }
        operator().get(path("nowhere")); // the first call of a run takes seconds
        peer.subscribe(root + "/#", 1);
        try (Socket caller = new Socket(http.getHost(), http.getPort())) {
            caller.getOutputStream()
                    .write(("DELETE " + path("default") + "?filter=" + root + "/%23&rate=2 HTTP/1.1\r\nHost: x\r\n"
                                    + "Authorization: Basic "
                                    + Base64.getEncoder().encodeToString("operator:mooring".getBytes(US_ASCII))
                                    + "\r\n\r\n")
                            .getBytes(US_ASCII));
            peer.awaitMessage(message -> message.text().isEmpty());
        }

        Response other = operator().delete(path("default") + "?filter={filter}&dry-run=true", root + "/#");
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.jsonPath().getString("detail")).contains("under way");
        soon(() -> assertThat(lines(root + "/#")).hasSize(1));
        assertThat(lines(root + "/#").get(0)).contains("operator from 127.0.0.1", "7 found, 7 selected, 7 purged");
        assertThat(peer.allRetained(root + "/#")).isEmpty();
        assertThat(lines("DELETE")).singleElement().asString().contains("-> 409");
    }

    // ---- sites and people

    @Test
    void shouldSayWhichSitesCannotBeAsked() {
        for (String method : List.of("GET", "DELETE")) {
            assertThat(operator().request(method, path("nowhere") + "?filter=a").statusCode())
                    .isEqualTo(404);
            assertThat(operator().request(method, path("moat") + "?filter=a").statusCode())
                    .isEqualTo(409);
            Response away = operator().request(method, path("late") + "?filter=a");
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.header("Retry-After")).isEqualTo("5");
            assertThat(away.contentType()).startsWith("application/problem+json");
        }
        soon(() -> assertThat(lines("site late")).singleElement().asString().contains("ended early"));
    }

    @Test
    @TestSecurity(user = "vi", roles = "viewer")
    void shouldLetViewersSeeTheirSiteOnly() {
        assertThat(given().get(path("barn") + "?filter=a").statusCode()).isEqualTo(200);
        assertThat(given().get(path("barn") + "?filter=a&absolute=true").statusCode())
                .isEqualTo(403);
        assertThat(given().delete(path("barn") + "?filter=a").statusCode()).isEqualTo(403);
    }

    // ---- what it takes

    private static JsonPath purge(String path, Object... values) {
        return operator().delete(path, values).then().statusCode(200).extract().jsonPath();
    }

    static RequestSpecification operator() {
        return given().auth().preemptive().basic("operator", "mooring");
    }

    private static String path(String site) {
        return "/api/v1/sites/" + site + "/retained";
    }

    private static String prefix(String site) {
        return site.equals("default") ? "" : site + "/";
    }

    private static Map<String, Object> entry(JsonPath list, String topic) {
        List<Map<String, Object>> entries = list.getList("retained");
        return entries.stream()
                .filter(entry -> topic.equals(entry.get("topic")))
                .findFirst()
                .orElseThrow();
    }

    private double counted(String meter) {
        return metrics.get(meter).tag("site", "barn").counter().count();
    }

    List<String> lines(String text) {
        return audited.stream().filter(line -> line.contains(text)).toList();
    }

    private static List<Path> spools() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("mooring-retained-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(assertion);
    }
}
