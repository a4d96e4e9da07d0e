package dev.mooring.device;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@TestProfile(RecordedUpdates.class)
@TestSecurity(user = "ada", roles = "operator")
class ConfigsResourceTest {

    private static final String MAC = "aa-bb-cc-dd-ee-ff";
    private static final String CONTENT =
            "{\"deviceName\":\"Lamp\",\"deviceEntityId\":\"light.lamp\",\"enableOTA\":true,\"gain\":1.0}";
    private static final String DETAIL = "{\"mac_address\":\"aa-bb-cc-dd-ee-ff\",\"device_name\":\"Lamp\","
            + "\"device_entity_id\":\"light.lamp\",\"enable_ota\":true,\"content\":" + CONTENT + "}";
    private static final String ANNOUNCEMENT = "iotsupport/updates/configs {\"filename\":\"aa-bb-cc-dd-ee-ff.json\"}";

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
    @ValueSource(strings = {"/configs/", "/api/configs/"})
    void shouldSaveAndAnnounceAConfig(String path) {
        Response answer = put(path + MAC, "{\"content\":" + CONTENT + ",\"allow_overwrite\":true}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(answer.asString()).isEqualTo(DETAIL);
        assertThat(file()).hasContent(CONTENT);
        assertThat(updates.published()).containsExactly(ANNOUNCEMENT);
    }

    @Test
    void shouldTakeTheBareContent() {
        Response answer = put("/configs/" + MAC, CONTENT);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).isEqualTo(DETAIL);
        assertThat(file()).hasContent(CONTENT);
    }

    @Test
    void shouldShowNullForWhatTheContentLacks() {
        Response answer = put("/configs/" + MAC, "{}");

        assertThat(answer.asString())
                .isEqualTo("{\"mac_address\":\"aa-bb-cc-dd-ee-ff\",\"device_name\":null,\"device_entity_id\":null,"
                        + "\"enable_ota\":null,\"content\":{}}");
    }

    @Test
    void shouldKeepAndAnnounceTheAddressInLowerCase() {
        Response answer = put("/configs/AA-bb-CC-dd-EE-ff", CONTENT);

        assertThat(answer.asString()).isEqualTo(DETAIL);
        assertThat(updates.published()).containsExactly(ANNOUNCEMENT);
        assertThat(get("/configs/Aa-Bb-Cc-Dd-Ee-Ff").asString()).isEqualTo(DETAIL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"content\":{\"n\":2},\"allow_overwrite\":true}", "{\"content\":{\"n\":2}}", "{\"n\":2}"})
    void shouldReplaceAndAnnounceAgain(String body) {
        put("/configs/" + MAC, CONTENT);

        Response answer = put("/configs/" + MAC, body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(file()).hasContent("{\"n\":2}");
        assertThat(updates.published()).containsExactly(ANNOUNCEMENT, ANNOUNCEMENT);
    }

    @Test
    void shouldNotReplaceWhenThatIsNotAllowed() {
        String body = "{\"content\":" + CONTENT + ",\"allow_overwrite\":false}";
        assertThat(put("/configs/" + MAC, body).statusCode()).isEqualTo(200);

        Response answer = put("/configs/" + MAC, "{\"content\":{},\"allow_overwrite\":false}");

        assertProblem(
                answer,
                409,
                "{\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409,"
                        + "\"detail\":\"There is a config of aa-bb-cc-dd-ee-ff already.\",\"code\":\"RECORD_EXISTS\"}");
        assertThat(file()).hasContent(CONTENT);
        assertThat(updates.published()).containsExactly(ANNOUNCEMENT);
    }

    @Test
    void shouldAnswerWithoutWaitingForTheBroker() {
        updates.answers(() -> Uni.createFrom().nothing());

        assertThat(put("/configs/" + MAC, CONTENT).statusCode()).isEqualTo(200);
        assertThat(updates.published()).containsExactly(ANNOUNCEMENT);
    }

    @Test
    void shouldAnswerAsUsualWhenTheNotificationFails() {
        updates.answers(() -> Uni.createFrom().failure(new IllegalStateException("no broker")));

        Response answer = put("/configs/" + MAC, CONTENT);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).isEqualTo(DETAIL);
        assertThat(file()).hasContent(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/configs", "/api/configs"})
    void shouldListAllConfigs(String path) {
        put("/configs/" + MAC, CONTENT);
        put("/configs/00-00-00-00-00-01", "{\"deviceName\":7}");

        Response answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString())
                .isEqualTo("{\"configs\":["
                        + "{\"mac_address\":\"00-00-00-00-00-01\",\"device_name\":7,\"device_entity_id\":null,"
                        + "\"enable_ota\":null},"
                        + "{\"mac_address\":\"aa-bb-cc-dd-ee-ff\",\"device_name\":\"Lamp\","
                        + "\"device_entity_id\":\"light.lamp\",\"enable_ota\":true}],\"count\":2}");
    }

    @Test
    void shouldListNothingAtFirst() {
        assertThat(get("/configs").asString()).isEqualTo("{\"configs\":[],\"count\":0}");
    }

    @Test
    void shouldListTheOthersBesideADamagedFile() throws IOException {
        put("/configs/" + MAC, CONTENT);
        Files.writeString(config.directory().resolve("configs/00-00-00-00-00-01.json"), "{\"half");

        assertThat(get("/configs").asString())
                .startsWith("{\"configs\":[{\"mac_address\":\"00-00-00-00-00-01\",\"device_name\":null,")
                .contains("\"device_name\":\"Lamp\"")
                .endsWith(",\"count\":2}");
    }

    @Test
    void shouldShowADamagedFileAsOurFaultAndNotAsTheClients() throws IOException {
        put("/configs/" + MAC, CONTENT);
        Files.writeString(file(), "{\"half");

        assertThat(get("/configs/" + MAC).statusCode()).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/configs/", "/api/configs/"})
    void shouldShowAConfigAndGiveItsContentToTheDevice(String path) {
        put("/configs/" + MAC, CONTENT);

        assertThat(get(path + MAC).asString()).isEqualTo(DETAIL);
        assertThat(get(path + MAC + ".json").asString()).isEqualTo(CONTENT);
        assertThat(get(path + MAC + ".json").contentType()).startsWith("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/configs/", "/api/configs/"})
    void shouldDeleteInSilence(String path) {
        put("/configs/" + MAC, CONTENT);
        updates.reset();

        Response answer = given().delete(path + MAC);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.asString()).isEmpty();
        assertThat(file()).doesNotExist();
        assertThat(updates.published()).isEmpty();
    }

    @Test
    void shouldSayWhatIsNotThere() {
        String absent = "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                + "\"detail\":\"There is no config of aa-bb-cc-dd-ee-ff.\",\"code\":\"RECORD_NOT_FOUND\"}";

        assertProblem(get("/configs/" + MAC), 404, absent);
        assertProblem(get("/configs/" + MAC + ".json"), 404, absent);
        assertProblem(given().delete("/configs/" + MAC), 404, absent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AA:BB:CC:DD:EE:FF",
                "aa-bb-cc-dd-ee",
                "aa-bb-cc-dd-ee-gg",
                "aabbccddeeff",
                "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                "..%2faa-bb-cc-dd-ee-ff",
                "aa-bb-cc-dd-ee-ff%00",
                "aa-bb-cc-dd-ee-ff%20",
                "aa-bb-cc-dd-ee-f%EF%BD%86", // a full-width f
                "aa-bb-cc-dd-ee-%D9%A1%D9%A1", // Arabic digits
                "aa%E2%80%90bb-cc-dd-ee-ff", // a hyphen that is no hyphen-minus
                "%E2%80%AEaa-bb-cc-dd-ee-ff", // right to left
                "aa-bb-cc-dd-ee-ff%0a",
            })
    void shouldRefuseAnotherFormOfAddress(String mac) throws IOException {
        for (Response answer : List.of(
                put("/configs/" + mac, CONTENT),
                put("/api/configs/" + mac, CONTENT),
                get("/configs/" + mac),
                get("/configs/" + mac + ".json"),
                given().urlEncodingEnabled(false).delete("/configs/" + mac))) {
            assertProblem(answer, 400);
            assertThat(answer.jsonPath().getString("code")).isEqualTo("VALIDATION_FAILED");
            assertThat(answer.jsonPath().getString("detail")).startsWith("MAC address must have the form");
        }
        assertNothingHappened();
    }

    /** Dots are resolved before any resource is looked for, so these are no addresses but other paths. */
    @ParameterizedTest
    @ValueSource(strings = {"/configs/..", "/configs/%2e%2e", "/configs/../../etc/passwd", "/api/configs/.."})
    void shouldHaveNothingToSaveOutsideConfigs(String path) throws IOException {
        Response answer = put(path, CONTENT);

        assertThat(answer.statusCode()).isIn(400, 404, 405);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertNothingHappened();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "swordfish | The body is not valid JSON, or has a key twice (line 1, column 1).",
                "{\"swordfish\": | The body is not valid JSON, or has a key twice (line 1, column 14).",
                "{\"a\":1,\"swordfish\":2,\"swordfish\":3}"
                        + " | The body is not valid JSON, or has a key twice (line 1, column 33).",
                "{\"content\":{\"a\":1,\"a\":2}} | The body is not valid JSON, or has a key twice (line 1, column 22).",
                "{} {} | The body is not valid JSON, or has a key twice (line 1, column 4).",
                "{\"n\":NaN} | The body is not valid JSON, or has a key twice (line 1, column 9).",
                "`` | The body must be a JSON object.",
                "[{\"swordfish\":1}] | The body must be a JSON object.",
                "null | The body must be a JSON object.",
                "\"swordfish\" | The body must be a JSON object.",
                "{\"content\":\"swordfish\"} | 'content' must be a JSON object.",
                "{\"content\":null} | 'content' must be a JSON object.",
                "{\"content\":[]} | 'content' must be a JSON object.",
                "{\"allow_overwrite\":true} | 'content' must be a JSON object.",
                "{\"content\":{},\"allow_overwrite\":\"true\"} | 'allow_overwrite' must be true or false.",
                "{\"content\":{},\"allow_overwrite\":null} | 'allow_overwrite' must be true or false.",
                "{\"content\":{},\"allow_overwrite\":0} | 'allow_overwrite' must be true or false.",
                "{\"content\":{},\"swordfish\":1} | Beside 'content' and 'allow_overwrite' there must be no other key."
                        + " A config that has such a key itself must be sent inside 'content'.",
            })
    void shouldRefuseAnotherBody(String body, String detail) throws IOException {
        Response answer = put("/configs/" + MAC, body);

        assertProblem(
                answer,
                400,
                "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":\"" + detail
                        + "\",\"code\":\"VALIDATION_FAILED\"}");
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 10_000, 100_000})
    void shouldRefuseDeepNesting(int levels) throws IOException {
        String body = "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);

        // as bytes: REST Assured lays out a text, and needs gigabytes for the indentation of this one
        Response answer = given().contentType("application/json")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .put("/configs/" + MAC);

        assertProblem(answer, 400);
        assertThat(answer.jsonPath().getString("detail")).startsWith("The body is nested too deeply");
        assertNothingHappened();
    }

    @Test
    void shouldRefuseBytesThatAreNoUtf8() throws IOException {
        byte[] body = "{\"a\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertProblem(given().contentType("application/json").body(body).put("/configs/" + MAC), 400);
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(ints = {(1 << 20) + 1, 2 << 20, 9 << 20})
    void shouldRefuseMoreThanOneMebibyte(int size) throws IOException {
        Response answer = put("/configs/" + MAC, ofSize(size));

        assertProblem(
                answer,
                413,
                "{\"type\":\"about:blank\",\"title\":\"Request Entity Too Large\",\"status\":413,"
                        + "\"detail\":\"A config may have 1 MiB (1048576 bytes) at most.\","
                        + "\"code\":\"VALIDATION_FAILED\"}");
        assertNothingHappened();
    }

    @Test
    void shouldTakeExactlyOneMebibyte() {
        assertThat(put("/configs/" + MAC, ofSize(1 << 20)).statusCode()).isEqualTo(200);
        assertThat(file()).hasSize(1 << 20);
    }

    @Test
    void shouldRefuseAnotherMediaType() throws IOException {
        assertProblem(given().contentType("text/plain").body(CONTENT).put("/configs/" + MAC), 415);
        assertNothingHappened();
    }

    @Test
    void shouldAnnounceNothingThatTheDiskRefused() throws IOException {
        Files.createFile(config.directory().resolve("configs"));

        Response answer = put("/configs/" + MAC, CONTENT);

        assertProblem(answer, 500);
        assertThat(answer.asString()).doesNotContain(config.directory().toString());
        assertThat(answer.jsonPath().getString("instance")).startsWith("urn:uuid:");
        assertThat(updates.published()).isEmpty();
    }

    @Test
    void shouldNeitherWriteNorAnnounceWhatDidNotChangeWhenAsked() {
        assertThat(put("/configs/" + MAC + "?if-changed=true", CONTENT).statusCode())
                .isEqualTo(200);
        updates.reset();

        Response answer = put("/configs/" + MAC + "?if-changed=true", CONTENT);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).isEqualTo(DETAIL);
        assertThat(updates.published()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/configs", "/api/configs"})
    @TestSecurity(user = "grace", roles = "viewer")
    void shouldLetAViewerReadOnly(String path) throws IOException {
        assertReadsOnly(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/configs", "/api/configs"})
    @TestSecurity(user = "lamp", roles = "device")
    void shouldLetADeviceReadOnly(String path) throws IOException {
        assertReadsOnly(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/configs", "/api/configs"})
    @TestSecurity(user = "mallory", roles = "guest")
    void shouldLetNobodyElseIn(String path) throws IOException {
        assertRefusedEverything(path, 403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/configs", "/api/configs"})
    @TestSecurity
    void shouldAskStrangersWhoTheyAre(String path) throws IOException {
        assertRefusedEverything(path, 401);
    }

    private void assertReadsOnly(String path) throws IOException {
        assertThat(get(path).statusCode()).isEqualTo(200);
        assertThat(get(path + "/" + MAC).statusCode()).isEqualTo(404);
        assertThat(get(path + "/" + MAC + ".json").statusCode()).isEqualTo(404);
        assertProblem(put(path + "/" + MAC, CONTENT), 403);
        assertProblem(given().delete(path + "/" + MAC), 403);
        assertNothingHappened();
    }

    private void assertRefusedEverything(String path, int status) throws IOException {
        assertProblem(get(path), status);
        assertProblem(get(path + "/" + MAC), status);
        assertProblem(get(path + "/" + MAC + ".json"), status);
        assertProblem(put(path + "/" + MAC, CONTENT), status);
        assertProblem(given().delete(path + "/" + MAC), status);
        assertNothingHappened();
    }

    private void assertNothingHappened() throws IOException {
        assertThat(updates.published()).isEmpty();
        Path configs = config.directory().resolve("configs");
        if (Files.exists(configs)) {
            assertThat(configs).isEmptyDirectory();
        }
        assertThat(config.directory()).isDirectoryNotContaining("glob:**.json");
    }

    private static void assertProblem(Response answer, int status, String document) {
        assertProblem(answer, status);
        assertThat(answer.asString()).isEqualTo(document);
    }

    private static void assertProblem(Response answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.jsonPath().getInt("status")).isEqualTo(status);
        assertThat(answer.asString()).doesNotContain("swordfish");
    }

    private static Response put(String path, String body) {
        return given().urlEncodingEnabled(false)
                .contentType("application/json")
                .body(body)
                .put(path);
    }

    private static Response get(String path) {
        return given().urlEncodingEnabled(false).get(path);
    }

    private static String ofSize(int size) {
        String frame = "{\"text\":\"\"}";
        return frame.replace("\"\"", "\"" + "x".repeat(size - frame.length()) + "\"");
    }

    private Path file() {
        return config.directory().resolve("configs/aa-bb-cc-dd-ee-ff.json");
    }
}
