package dev.mooring.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.logging.json.runtime.JsonFormatter;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** Who gets in, who does not, and what is said about it. */
@QuarkusTest
@TestProfile(LockedDoors.class)
class DoorsTest {

    /** What strangers may see; everything else that the API document knows is closed. */
    private static final Set<String> OPEN = Set.of("get /api/v1/mqtt/health/");

    private static final Pattern READING = Pattern.compile("(get|head) ");
    private static final Pattern FETCHING =
            Pattern.compile("(get|head) ((/api)?/(configs|assets)(/.*)?|/api/v1/devices/[^/]+/pending)");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<ExtLogRecord> audited = new CopyOnWriteArrayList<>();
    private final Logger audit = Logger.getLogger("dev.mooring.audit");
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            ExtLogRecord whole = ExtLogRecord.wrap(line);
            whole.copyMdc();
            audited.add(whole);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TestHTTPResource(value = "/", tls = true)
    URI https = URI.create("https://localhost");

    @Inject
    TlsConfigurationRegistry registry;

    @Inject
    Event<CertificateUpdatedEvent> certificates;

    @BeforeEach
    void listen() {
        audit.addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        audit.removeHandler(listener);
    }

    // ---- what is open

    @Test
    void shouldKeepStrangersOutOfEverythingThatIsNotMeantForThem() {
        assertThat(openTo(RestAssured::given)).isEqualTo(OPEN);
    }

    @Test
    void shouldLetViewersReadAndDoNothingElse() {
        Set<String> reading = new TreeSet<>(operations().keySet());
        reading.removeIf(call -> !READING.matcher(call).lookingAt());

        assertThat(openTo(() -> as("viewer"))).isEqualTo(reading);
    }

    @Test
    void shouldLetDevicesFetchAndDoNothingElse() {
        Set<String> fetching = new TreeSet<>(operations().keySet());
        fetching.removeIf(call -> !FETCHING.matcher(call).matches());

        Set<String> open = openTo(() -> as("device"));
        open.removeAll(OPEN);
        assertThat(open).isEqualTo(fetching).hasSizeGreaterThan(10);
    }

    /** The calls that somebody is not refused for who he is. */
    private static Set<String> openTo(Supplier<RequestSpecification> who) {
        Set<String> open = new TreeSet<>();
        operations().forEach((call, operation) -> {
            String[] parts = call.split(" ", 2);
            RequestSpecification request = who.get();
            operation.path("requestBody").path("content").fieldNames().forEachRemaining(request::contentType);
            int status = request.request(
                            parts[0].toUpperCase(Locale.ROOT),
                            parts[1].replace("{version}", "1").replaceAll("\\{\\w+}", "x"))
                    .statusCode();
            if (status != 401 && status != 403) {
                open.add(call);
            }
        });
        return open;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics"})
    void shouldLetProbesIn(String path) {
        assertThat(given().get(path).statusCode()).isIn(200, 503);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/q", "/q/", "/q/openapi", "/q/openapi?format=json", "/q/swagger-ui", "/q/nothing", "/q/healthy"
            })
    void shouldShowStrangersNothingThatQuarkusAdds(String path) {
        assertThat(given().redirects().follow(false).get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void shouldTellWhatEachRoleMayDo() {
        assertThat(as("viewer").get("/api/v1/sites").statusCode()).isEqualTo(200);
        assertThat(as("viewer").delete("/configs/aa-bb-cc-dd-ee-01").statusCode())
                .isEqualTo(403);
        assertThat(as("device").get("/api/v1/sites").statusCode()).isEqualTo(403);
        assertThat(as("device").get("/configs").statusCode()).isEqualTo(200);
        assertThat(as("device").get("/api/configs").statusCode()).isEqualTo(200);
        assertThat(as("device").get("/q/openapi").statusCode()).isEqualTo(403);
        assertThat(as("operator").delete("/configs/aa-bb-cc-dd-ee-01").statusCode())
                .isEqualTo(404);
    }

    @Test
    void shouldShowOtherSitesTopicsToOperatorsOnly() {
        String path = "/api/v1/sites/none/messages?filter=a&absolute=true";

        assertThat(as("viewer").get(path).statusCode()).isEqualTo(403);
        assertThat(as("operator").get(path).statusCode()).isEqualTo(404);
    }

    // ---- headers

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/mqtt/health/", "/api/v1/sites", "/no/such/path", "/q/metrics", "/q/openapi"})
    void shouldSendTheHeadersThatBrowsersObey(String path) {
        Response answer = given().header("Origin", "https://elsewhere.example").get(path);

        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'none'; frame-ancestors 'none'");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Strict-Transport-Security")).isNull();
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
    }

    @Test
    void shouldAnswerOverTls() {
        Response answer = given().relaxedHTTPSValidation().get(https.resolve("/api/v1/mqtt/health/"));

        assertThat(answer.statusCode()).isIn(200, 503);
        assertThat(answer.header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
    }

    @Test
    void shouldRefuseAHeadThatIsTooLarge() {
        assertThat(given().header("X-Long", "x".repeat(20_000))
                        .get("/api/v1/mqtt/health/")
                        .statusCode())
                .isEqualTo(431);
    }

    // ---- logins

    @Test
    void shouldLockWhoGuesses() {
        for (int i = 0; i < 5; i++) {
            Response wrong =
                    given().auth().preemptive().basic("mallory", "guess" + i).get("/api/v1/sites");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.headers().getValues("WWW-Authenticate")).containsExactly("basic realm=\"mooring\"");
        }

        Response locked = given().auth().preemptive().basic("mallory", "guess5").get("/api/v1/sites");

        assertThat(locked.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(locked.header("Retry-After"))).isBetween(1, 60);
        assertThat(locked.header("WWW-Authenticate")).isNull();
        assertThat(locked.contentType()).startsWith("application/problem+json");
        assertThat(locked.jsonPath().getInt("status")).isEqualTo(429);
        assertThat(as("viewer").get("/api/v1/sites").statusCode()).isEqualTo(200);
        assertThat(given().get("/q/metrics").asString())
                .contains("mooring_security_logins_refused_total{reason=\"failed\"}")
                .contains("mooring_security_logins_refused_total{reason=\"locked\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic ###", "Basic ", "Basic dmlld2Vy", "Bearer abc", "Negotiate abc", "x"})
    void shouldRefuseCredentialsThatAreNone(String header) {
        Response answer = given().header("Authorization", header).get("/api/v1/sites");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("basic");
    }

    // ---- audit

    @Test
    void shouldSayWhoChangedWhat() {
        as("operator")
                .contentType("application/json")
                .body("{\"deviceName\":\"swordfish\"}")
                .put("/configs/aa-bb-cc-dd-ee-02?token=swordfish");

        Map<String, String> fields = audited("/configs/aa-bb-cc-dd-ee-02").getMdcCopy();
        assertThat(fields)
                .containsEntry("audit.who", "operator")
                .containsEntry("audit.from", "127.0.0.1")
                .containsEntry("audit.method", "PUT")
                .containsEntry("audit.outcome", "200")
                .containsKey("audit.millis");
        assertThat(text(audited("/configs/aa-bb-cc-dd-ee-02")))
                .startsWith("MOOR007020: operator from 127.0.0.1: PUT /configs/aa-bb-cc-dd-ee-02 -> 200 in ")
                .doesNotContain("swordfish");
    }

    /** With the formatter of {@code quarkus.log.console.json.enabled}. */
    @Test
    void shouldSayItInFieldsWhereLogsAreJson() throws IOException {
        as("operator").delete("/configs/aa-bb-cc-dd-ee-07");

        ExtLogRecord line = audited("/configs/aa-bb-cc-dd-ee-07");
        JsonNode json = JsonMapper.builder().build().readTree(new JsonFormatter().format(line));

        assertThat(json.path("loggerName").asText()).isEqualTo("dev.mooring.audit");
        assertThat(json.path("level").asText()).isEqualTo("INFO");
        assertThat(json.path("mdc").path("audit.who").asText()).isEqualTo("operator");
        assertThat(json.path("mdc").path("audit.from").asText()).isEqualTo("127.0.0.1");
        assertThat(json.path("mdc").path("audit.method").asText()).isEqualTo("DELETE");
        assertThat(json.path("mdc").path("audit.path").asText()).isEqualTo("/configs/aa-bb-cc-dd-ee-07");
        assertThat(json.path("mdc").path("audit.outcome").asText()).isEqualTo("404");
        assertThat(json.path("mdc").path("audit.millis").asLong(-1)).isNotNegative();
    }

    @Test
    void shouldSayWhoWasNotAllowedTo() {
        given().delete("/configs/aa-bb-cc-dd-ee-03");
        as("viewer").delete("/configs/aa-bb-cc-dd-ee-04");
        given().auth().preemptive().basic("trudy", "wrong").delete("/configs/aa-bb-cc-dd-ee-05");
        given().urlEncodingEnabled(false).post("/no/such/%0d%0aMOOR007020:%20operator");
        as("viewer").get("/configs/aa-bb-cc-dd-ee-06");

        assertThat(text(audited("/configs/aa-bb-cc-dd-ee-03"))).contains("anonymous from", "-> 401");
        assertThat(text(audited("/configs/aa-bb-cc-dd-ee-04"))).contains("viewer from", "-> 403");
        assertThat(text(audited("/configs/aa-bb-cc-dd-ee-05"))).contains("anonymous from", "-> 401");
        assertThat(text(audited("/no/such/"))).contains("%0d%0a", "-> 404");
        assertThat(audited).noneMatch(line -> text(line).contains("GET"));
    }

    private ExtLogRecord audited(String path) {
        await().atMost(LONG).until(() -> audited.stream().anyMatch(line -> says(line, path)));
        return audited.stream().filter(line -> says(line, path)).findFirst().orElseThrow();
    }

    private static String text(ExtLogRecord line) {
        return new PatternFormatter("%s").format(line);
    }

    private static boolean says(ExtLogRecord line, String path) {
        return text(line).contains(path);
    }

    // ---- the API document

    @Test
    void shouldDescribeItself() {
        JsonNode document = document();

        assertThat(document.path("openapi").asText()).startsWith("3.1");
        assertThat(document.path("info").path("title").asText()).isEqualTo("Mooring");
        assertThat(document.path("info").path("version").asText()).isNotBlank();
        assertThat(document.path("components").path("securitySchemes").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("basic", "bearer");
        assertThat(as("viewer").get("/q/openapi").asString()).startsWith("---\nopenapi: 3.1");
    }

    @Test
    void shouldDescribeEveryCall() {
        Map<String, JsonNode> operations = operations();
        assertThat(operations).hasSizeGreaterThan(10);

        List<String> wrong = new ArrayList<>();
        operations.forEach((call, operation) -> {
            List<String> statuses = new ArrayList<>();
            operation.path("responses").fieldNames().forEachRemaining(statuses::add);
            boolean complete = !operation.path("summary").asText().isBlank()
                    && statuses.stream().anyMatch(status -> status.startsWith("2"))
                    && statuses.stream().anyMatch(status -> status.startsWith("4"));
            boolean closed = OPEN.contains(call) || operation.path("security").size() == 2;
            List<String> declared = operation.path("parameters").findValuesAsText("name");
            boolean named = call.chars().filter(each -> each == '{').count()
                    == declared.stream()
                            .filter(name -> call.contains("{" + name + "}"))
                            .count();
            if (!complete || !closed || !named) {
                wrong.add(call);
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void shouldReferToNothingThatIsNotThere() {
        JsonNode document = document();

        assertThat(document.findValuesAsText("$ref")).isNotEmpty().allSatisfy(reference -> assertThat(
                        document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    }

    private static JsonNode document() {
        try {
            return JsonMapper.builder()
                    .build()
                    .readTree(as("viewer").get("/q/openapi?format=json").asString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All calls, such as {@code get /configs}, but for those of tests. */
    private static Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new TreeMap<>();
        document().path("paths").properties().stream()
                .filter(path -> !path.getKey().startsWith("/test/"))
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey()))
                        .forEach(operation ->
                                operations.put(operation.getKey() + " " + path.getKey(), operation.getValue())));
        return operations;
    }

    // ---- the brokers' side

    @Test
    void shouldShowTheRenewedCertificateWithoutARestart() {
        assumeThat(registry.get("plant")).as("mosquitto").isPresent();
        await().atMost(LONG).until(() -> state().equals("connected"));
        assertThat(publish()).isNotEqualTo(200);

        TlsConfiguration entry = registry.get("plant").orElseThrow();
        Path used = Path.of(ConfigProvider.getConfig().getValue("quarkus.tls.plant.key-store.p12.path", String.class));
        SecuredBroker.replace(used.resolveSibling("renewed.p12"), used);
        assertThat(entry.reload()).isTrue(); // what the registry does every quarkus.tls.plant.reload-period
        certificates.fire(new CertificateUpdatedEvent("plant", entry));
        as("operator").post("/api/v1/sites/plant/reconnect");

        await().atMost(LONG).untilAsserted(() -> assertThat(publish()).isEqualTo(200));
    }

    private static String state() {
        return as("viewer").get("/api/v1/sites/plant").jsonPath().getString("state");
    }

    /** The status of publishing something that only the renewed certificate's owner may say. */
    private static int publish() {
        return as("operator")
                .contentType("application/json")
                .body("{\"topic\":\"orders\",\"type\":\"order\",\"data\":{}}")
                .post("/api/v1/sites/plant/events?wait=true")
                .statusCode();
    }

    private static RequestSpecification as(String user) {
        return given().auth().preemptive().basic(user, "mooring");
    }
}
