package dev.mooring.device;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What a config was, and safe overwrites by entity tags. */
@QuarkusTest
@TestProfile(RecordedUpdates.class)
@TestSecurity(user = "ada", roles = "operator")
class RevisionsResourceTest {

    private static final String CONFIG = "/configs/aa-bb-cc-dd-ee-ff";
    private static final String ANNOUNCEMENT = "iotsupport/updates/configs {\"filename\":\"aa-bb-cc-dd-ee-ff.json\"}";
    private static final String ONE = "{\"n\":1}";
    private static final String TWO = "{\"n\":2}";

    @Inject
    RecordingUpdateChannel updates;

    @Inject
    DeviceConfig config;

    @BeforeEach
    void startEmpty() throws IOException {
        updates.reset();
        Path configs = config.directory().resolve("configs");
        if (Files.exists(configs)) {
            try (Stream<Path> files = Files.walk(configs)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/api"})
    void shouldListAndShowWhatAConfigWas(String root) {
        put(ONE);
        put(TWO);

        Response list = given().get(root + CONFIG + "/revisions");

        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.asString().replaceAll("\"saved_at\":\"[^\"]*\"", "\"saved_at\":\"…\""))
                .isEqualTo("{\"mac_address\":\"aa-bb-cc-dd-ee-ff\",\"revisions\":["
                        + "{\"version\":2,\"size\":7,\"sha256\":\"" + sha256(TWO)
                        + "\",\"saved_at\":\"…\",\"current\":true},"
                        + "{\"version\":1,\"size\":7,\"sha256\":\"" + sha256(ONE)
                        + "\",\"saved_at\":\"…\",\"current\":false}],\"count\":2}");
        assertThat(Instant.parse(list.jsonPath().getString("revisions[0].saved_at")))
                .isAfterOrEqualTo(Instant.parse(list.jsonPath().getString("revisions[1].saved_at")));
        Response first = given().get(root + CONFIG + "/revisions/1");
        assertThat(first.asString()).isEqualTo(detail(ONE));
        assertThat(first.header("ETag")).isEqualTo('"' + sha256(ONE) + "-detail\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/api"})
    void shouldRestoreARevisionAsANewOne(String root) {
        put(ONE);
        put(TWO);
        updates.reset();

        Response answer = given().post(root + CONFIG + "/revisions/1/restore");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).isEqualTo(detail(ONE));
        assertThat(answer.header("ETag")).isEqualTo('"' + sha256(ONE) + "-detail\"");
        assertThat(updates.published()).containsExactly(ANNOUNCEMENT);
        assertThat(given().get(CONFIG + ".json").asString()).isEqualTo(ONE);
        assertThat(given().get(CONFIG + "/revisions").jsonPath().getList("revisions.version"))
                .containsExactly(3, 2, 1);
    }

    @Test
    void shouldBringBackWhatWasDeleted() {
        put(ONE);
        given().delete(CONFIG);

        assertThat(given().get(CONFIG + "/revisions").jsonPath().getList("revisions.current"))
                .containsExactly(false);
        assertThat(given().post(CONFIG + "/revisions/1/restore").statusCode()).isEqualTo(200);
        assertThat(given().get(CONFIG).asString()).isEqualTo(detail(ONE));
    }

    @Test
    void shouldNotRestoreWhatNoDeviceCouldRead() throws IOException {
        put(ONE);
        Path file = config.directory().resolve("configs/aa-bb-cc-dd-ee-ff.json");
        Files.delete(file);
        Files.writeString(file, "[\"swordfish\"]");
        put(TWO);
        updates.reset();

        Response answer = given().post(CONFIG + "/revisions/2/restore");

        assertProblem(answer, 409, "INVALID_OPERATION");
        assertThat(answer.asString()).doesNotContain("swordfish");
        assertThat(updates.published()).isEmpty();
        assertThat(given().get(CONFIG + ".json").asString()).isEqualTo(TWO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "0", "-1", "+1", "01", "1.0", "x", "9223372036854775808", "..%2f1", "%D9%A1"})
    void shouldSayWhichRevisionIsNotThere(String version) {
        put(ONE);
        updates.reset();

        assertProblem(given().urlEncodingEnabled(false).get(CONFIG + "/revisions/" + version), 404, "RECORD_NOT_FOUND");
        assertProblem(
                given().urlEncodingEnabled(false).post(CONFIG + "/revisions/" + version + "/restore"),
                404,
                "RECORD_NOT_FOUND");
        assertThat(updates.published()).isEmpty();
    }

    @Test
    void shouldSayThatThereWasNeverAConfig() {
        assertProblem(given().get(CONFIG + "/revisions"), 404, "RECORD_NOT_FOUND");
        assertProblem(given().get("/configs/aa-bb/revisions"), 400, "VALIDATION_FAILED");
        assertProblem(given().get("/configs/aa-bb/revisions/1"), 400, "VALIDATION_FAILED");
        assertProblem(given().post("/configs/aa-bb/revisions/1/restore"), 400, "VALIDATION_FAILED");
    }

    @Test
    @TestSecurity(user = "grace", roles = "viewer")
    void shouldLetAViewerReadOnly() {
        assertProblem(given().post(CONFIG + "/revisions/1/restore"), 403, null);
        assertProblem(given().post("/api" + CONFIG + "/revisions/1/restore"), 403, null);
        assertProblem(given().get(CONFIG + "/revisions"), 404, "RECORD_NOT_FOUND");
    }

    @Test
    @TestSecurity
    void shouldAskStrangersWhoTheyAre() {
        for (String root : new String[] {"", "/api"}) {
            assertProblem(given().get(root + CONFIG + "/revisions"), 401, null);
            assertProblem(given().get(root + CONFIG + "/revisions/1"), 401, null);
            assertProblem(given().post(root + CONFIG + "/revisions/1/restore"), 401, null);
        }
    }

    @Test
    void shouldTagItsTwoFormsDifferently() {
        Response saved = put(ONE);

        assertThat(saved.header("ETag")).isEqualTo('"' + sha256(ONE) + "-detail\"");
        assertThat(given().get(CONFIG).header("ETag")).isEqualTo(saved.header("ETag"));
        assertThat(given().get(CONFIG + ".json").header("ETag")).isEqualTo('"' + sha256(ONE) + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "\"x\", %s", "W/%s", "*"})
    void shouldNotSendWhatTheCallerHas(String header) {
        put(ONE);
        for (String path : new String[] {CONFIG, CONFIG + ".json"}) {
            String tag = given().get(path).header("ETag");

            Response answer =
                    given().header("If-None-Match", header.formatted(tag)).get(path);

            assertThat(answer.statusCode()).isEqualTo(304);
            assertThat(answer.asString()).isEmpty();
            assertThat(answer.header("ETag")).isEqualTo(tag);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x\"", "unreadable", "\"%s-detail\""})
    void shouldSendWhatTheCallerHasNot(String header) {
        put(ONE);

        Response answer =
                given().header("If-None-Match", header.formatted(sha256(ONE))).get(CONFIG + ".json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).isEqualTo(ONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "If-Match | \"x\"",
                "If-Match | W/%s",
                "If-Match | W/%s, \"x\"",
                "If-None-Match | *",
                "If-None-Match | %s",
            })
    void shouldChangeNothingThatIsNotAsExpected(String name, String value) {
        String tag = put(ONE).header("ETag");
        updates.reset();
        Map<String, String> header = Map.of(name, value.formatted(tag));

        assertProblem(put(TWO, header), 412, "INVALID_OPERATION");
        assertProblem(given().headers(header).delete(CONFIG), 412, "INVALID_OPERATION");
        assertProblem(given().headers(header).post(CONFIG + "/revisions/1/restore"), 412, "INVALID_OPERATION");

        assertThat(given().get(CONFIG + ".json").asString()).isEqualTo(ONE);
        assertThat(given().get(CONFIG + "/revisions").jsonPath().getInt("count"))
                .isOne();
        assertThat(updates.published()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFIG, CONFIG + ".json"})
    void shouldChangeWhatIsAsExpectedByTheTagOfEitherForm(String form) {
        put(ONE);
        String tag = given().get(form).header("ETag");

        assertThat(put(TWO, Map.of("If-Match", tag)).statusCode()).isEqualTo(200);
        assertProblem(put(ONE, Map.of("If-Match", tag)), 412, "INVALID_OPERATION");
        assertThat(given().header("If-Match", given().get(form).header("ETag"))
                        .post(CONFIG + "/revisions/1/restore")
                        .statusCode())
                .isEqualTo(200);
        assertThat(given().header("If-Match", tag).delete(CONFIG).statusCode()).isEqualTo(204);
    }

    @Test
    void shouldCreateOnlyWhatIsNotThere() {
        assertProblem(put(ONE, Map.of("If-Match", "*")), 412, "INVALID_OPERATION");
        assertThat(put(ONE, Map.of("If-None-Match", "*")).statusCode()).isEqualTo(200);
        assertProblem(put(TWO, Map.of("If-None-Match", "*")), 412, "INVALID_OPERATION");
        assertThat(put(TWO, Map.of("If-Match", "*")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-Match", "If-None-Match"})
    void shouldNotGuessWhatAnUnreadablePreconditionMeans(String name) {
        put(ONE);
        updates.reset();

        assertProblem(put(TWO, Map.of(name, sha256(ONE))), 400, "VALIDATION_FAILED");
        assertProblem(given().header(name, "x").delete(CONFIG), 400, "VALIDATION_FAILED");
        assertProblem(given().header(name, "x").post(CONFIG + "/revisions/1/restore"), 400, "VALIDATION_FAILED");

        assertThat(given().get(CONFIG + ".json").asString()).isEqualTo(ONE);
        assertThat(updates.published()).isEmpty();
    }

    private static Response put(String content) {
        return put(content, Map.of());
    }

    private static Response put(String content, Map<String, String> headers) {
        return given().headers(headers)
                .contentType("application/json")
                .body(content)
                .put(CONFIG);
    }

    private static void assertProblem(Response answer, int status, @Nullable String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
    }

    private static String detail(String content) {
        return "{\"mac_address\":\"aa-bb-cc-dd-ee-ff\",\"device_name\":null,\"device_entity_id\":null,"
                + "\"enable_ota\":null,\"content\":" + content + "}";
    }

    private static String sha256(String content) {
        return Sha256.of(content.getBytes(UTF_8));
    }
}
