package dev.mooring.device;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@TestProfile(RecordedUpdates.class)
@TestSecurity(user = "ada", roles = "operator")
class AssetsResourceTest {

    private static final String NAME = "firmware-v1.2.3.bin";
    private static final String BYTES = "0123456789";
    private static final String SHA256 = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882";
    private static final String ANNOUNCEMENT = "iotsupport/updates/assets {\"filename\":\"" + NAME + "\"}";
    private static final String FORM = "multipart/form-data; boundary=cut";

    @Inject
    RecordingUpdateChannel updates;

    @Inject
    DeviceConfig config;

    @BeforeEach
    void startEmpty() throws IOException {
        updates.reset();
        if (Files.exists(directory())) {
            try (Stream<Path> files = Files.walk(directory())) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets", "/api/assets"})
    void shouldSaveAndAnnounceAnAsset(String path) throws IOException {
        Response answer = form(NAME, BYTES).post(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.jsonPath().getMap("").keySet()).hasToString("[filename, size, uploaded_at]");
        assertThat(answer.jsonPath().getString("filename")).isEqualTo(NAME);
        assertThat(answer.jsonPath().getLong("size")).isEqualTo(BYTES.length());
        assertThat(answer.jsonPath().getString("uploaded_at")).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
        assertThat(directory().resolve(NAME)).hasContent(BYTES);
        assertThat(updates.published()).containsExactly(ANNOUNCEMENT);
        assertThat(temporary()).isEmpty();
    }

    @Test
    void shouldListAllAssets() {
        form(NAME, "old").post("/assets");
        String date = form(NAME, BYTES).post("/assets").jsonPath().getString("uploaded_at");

        assertThat(given().get("/assets").asString())
                .isEqualTo("{\"assets\":[{\"filename\":\"" + NAME + "\",\"size\":10,\"sha256\":\"" + SHA256
                        + "\",\"uploaded_at\":\"" + date + "\",\"version\":2}],\"count\":1}");
    }

    @Test
    void shouldListNothingAtFirst() {
        assertThat(given().get("/assets").asString()).isEqualTo("{\"assets\":[],\"count\":0}");
    }

    @Test
    void shouldGiveAllBytes() {
        form(NAME, BYTES).post("/assets");

        Response answer = given().get("/api/assets/" + NAME);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).isEqualTo(BYTES);
        assertDescribed(answer);
        assertThat(answer.header("Content-Length")).isEqualTo("10");
        assertThat(answer.header("Last-Modified")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} [0-9:]{8} GMT");
    }

    @Test
    void shouldDescribeWithoutBytes() {
        form(NAME, BYTES).post("/assets");

        Response answer = given().head("/assets/" + NAME);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).isEmpty();
        assertDescribed(answer);
        assertThat(answer.header("Content-Length")).isEqualTo("10");
        assertThat(given().head("/assets/other").statusCode()).isEqualTo(404);
    }

    private static void assertDescribed(Response answer) {
        assertThat(answer.contentType()).isEqualTo("application/octet-stream");
        assertThat(answer.header("ETag")).isEqualTo("\"" + SHA256 + "\"");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"" + SHA256 + "\"", "\"other\", \"" + SHA256 + "\"", "*"})
    void shouldNotSendWhatTheDeviceHas(String tags) {
        form(NAME, BYTES).post("/assets");

        Response answer = given().header("If-None-Match", tags).get("/assets/" + NAME);

        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.asString()).isEmpty();
        assertThat(answer.header("ETag")).isEqualTo("\"" + SHA256 + "\"");
        assertThat(given().header("If-None-Match", "\"other\"")
                        .get("/assets/" + NAME)
                        .asString())
                .isEqualTo(BYTES);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3, 0123, bytes 0-3/10",
        "bytes=7-, 789, bytes 7-9/10",
        "bytes=-2, 89, bytes 8-9/10",
        "bytes=8-100, 89, bytes 8-9/10",
        "bytes=-100, 0123456789, bytes 0-9/10",
    })
    void shouldGiveAPart(String range, String bytes, String sent) {
        form(NAME, BYTES).post("/assets");

        Response answer = given().header("Range", range).get("/assets/" + NAME);

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.asString()).isEqualTo(bytes);
        assertThat(answer.header("Content-Range")).isEqualTo(sent);
        assertDescribed(answer);
    }

    @Test
    void shouldSayThatAPartLiesBehindTheEnd() {
        form(NAME, BYTES).post("/assets");

        Response answer = given().header("Range", "bytes=10-").get("/assets/" + NAME);

        assertProblem(answer, 416);
        assertThat(answer.header("Content-Range")).isEqualTo("bytes */10");
    }

    @Test
    void shouldGiveAPartOfTheSameVersionOnly() {
        form(NAME, BYTES).post("/assets");
        String date = given().head("/assets/" + NAME).header("Last-Modified");

        for (String same : List.of("\"" + SHA256 + "\"", date)) {
            assertThat(part(same).statusCode()).as(same).isEqualTo(206);
        }
        for (String other : List.of("\"other\"", "W/\"" + SHA256 + "\"", "Thu, 01 Jan 1970 00:00:00 GMT", "?")) {
            assertThat(part(other).statusCode()).as(other).isEqualTo(200);
            assertThat(part(other).asString()).isEqualTo(BYTES);
        }
    }

    private static Response part(String ifRange) {
        return given().header("Range", "bytes=0-1").header("If-Range", ifRange).get("/assets/" + NAME);
    }

    @Test
    void shouldDeleteInSilence() {
        form(NAME, BYTES).post("/assets");
        updates.reset();

        Response answer = given().delete("/assets/" + NAME);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(directory().resolve(NAME)).doesNotExist();
        assertThat(updates.published()).isEmpty();
        assertProblem(given().delete("/assets/" + NAME), 404);
        assertProblem(given().get("/assets/" + NAME), 404);
    }

    @Test
    void shouldReplaceOnlyWhatTheSenderHasSeen() throws IOException {
        assertProblem(form(NAME, BYTES).header("If-Match", "*").post("/assets"), 412);
        assertNothingHappened();
        assertThat(form(NAME, BYTES)
                        .header("If-None-Match", "*")
                        .post("/assets")
                        .statusCode())
                .isEqualTo(200);
        assertProblem(form(NAME, "new").header("If-None-Match", "*").post("/assets"), 412);
        assertProblem(form(NAME, "new").header("If-Match", "\"other\"").post("/assets"), 412);
        assertThat(directory().resolve(NAME)).hasContent(BYTES);
        assertThat(form(NAME, "new")
                        .header("If-Match", "\"" + SHA256 + "\"")
                        .post("/assets")
                        .statusCode())
                .isEqualTo(200);
        assertThat(directory().resolve(NAME)).hasContent("new");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filename=\"fire ware.bin\"",
                "filename*=UTF-8''fire%20ware.bin",
                "filename=\"x.bin\"; filename*=utf-8'en'fire%20ware.bin",
                "FileName=\"other\"; filename=\"fire ware.bin\"",
            })
    void shouldTakeEveryFormOfFileName(String parameter) throws IOException {
        Response answer = raw(part("form-data; name=\"file\"; " + parameter, BYTES) + "--cut--\r\n");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(directory().resolve("fire ware.bin")).hasContent(BYTES);
        assertThat(given().get("/assets/fire ware.bin").asString()).isEqualTo(BYTES);
        assertThat(updates.published()).containsExactly("iotsupport/updates/assets {\"filename\":\"fire ware.bin\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filename=\"../swordfish\"",
                "filename=\"..\\swordfish\"",
                "filename=\"/etc/swordfish\"",
                "filename=\"C:swordfish\"",
                "filename=\".swordfish\"",
                "filename=\"\"",
                "filename=",
                "filename=\"swordfish.\"",
                "filename=\"swordfish\u0000.bin\"",
                "filename=\"swordfish\t.bin\"",
                "filename=\"\uff0e\uff0e\uff0fswordfish\"",
                "filename=\"nib.\u202eswordfish\"",
                "filename=\"swordfishe\u0301\"",
                "filename*=UTF-8''..%2Fswordfish",
                "filename*=UTF-8''swordfish%0d%0a",
                "filename*=UTF-8''swordfish%zz",
                "filename*=UTF-8''%EF%BC%8E%EF%BC%8E%2Fswordfish",
                "filename*=utf-7''swordfish",
                "filename*0=\"sword\"; filename*1=\"fish\"",
                "filename*=swordfish'",
                "other=\"swordfish\"",
            })
    void shouldRefuseAnyOtherFileName(String parameter) throws IOException {
        Response answer = raw(part("form-data; name=\"file\"; " + parameter, BYTES) + "--cut--\r\n");

        assertProblem(answer, 400);
        assertThat(answer.jsonPath().getString("code")).isEqualTo("VALIDATION_FAILED");
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2f..%2fetc%2fpasswd", "%2e%2e%5cx", ".facts", "a%00b", "a%0ab", "%e2%80%aea", "a%3ab"})
    void shouldLookForNoOtherFileName(String name) {
        for (Response answer : List.of(
                given().urlEncodingEnabled(false).get("/assets/" + name),
                given().urlEncodingEnabled(false).delete("/assets/" + name))) {
            assertProblem(answer, 400);
            assertThat(answer.jsonPath().getString("code")).isEqualTo("VALIDATION_FAILED");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--cut--\r\n",
                "--cut\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--cut--\r\n",
                "--cut\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--cut--\r\n",
                "--cut\r\n\r\nx\r\n--cut--\r\n",
                "--cut\r\nswordfish\r\n\r\nx\r\n--cut--\r\n",
                "--other\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--other--\r\n",
                "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n\r\n--cut--\r\n",
                "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhalf of it",
                "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--cut\r\n",
                "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Transfer-Encoding:"
                        + " base64\r\n\r\neA==\r\n--cut--\r\n",
                "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--cut\r\nContent"
                        + "-Disposition: form-data; name=\"file\"; filename=\"b\"\r\n\r\ny\r\n--cut--\r\n",
            })
    void shouldRefuseAnotherForm(String body) throws IOException {
        assertProblem(raw(body), 400);
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\""})
    void shouldRefuseAFormWithoutBoundary(String type) throws IOException {
        String body = part("form-data; name=\"file\"; filename=\"a\"", BYTES) + "--cut--\r\n";

        assertThat(exchange(request("Content-Type: " + type + "\r\n", body))).startsWith("HTTP/1.1 400");
        assertNothingHappened();
    }

    @Test
    void shouldSkipWhatItDoesNotKnow() throws IOException {
        Response answer = raw("before\r\n" + part("form-data; name=\"note\"; filename=\"../x\"", "y".repeat(300_000))
                + part("form-data; name=\"file\"; filename=\"a\"", BYTES) + part("form-data; name=\"z\"", "")
                + "--cut--\r\nafter");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(directory().resolve("a")).hasContent(BYTES);
    }

    @Test
    void shouldRefuseHeadersWithoutEnd() throws IOException {
        assertProblem(raw("--cut\r\nX: " + "x".repeat(200_000)), 400);
        assertNothingHappened();
    }

    @Test
    void shouldRefuseMoreThanItsLimitWithAProblem() throws IOException {
        String tooLong = "Content-Length: " + ((256L << 20) + (64 << 10) + 1);

        assertThat(exchange("POST /assets HTTP/1.1\r\nHost: x\r\nContent-Type: " + FORM + "\r\n" + tooLong
                        + "\r\n\r\n--cut\r\n"))
                .startsWith("HTTP/1.1 413")
                .contains("application/problem+json", "An asset may have 268435456 bytes at most.");
        assertThat(exchange("POST /other HTTP/1.1\r\nHost: x\r\nContent-Length: 2097153\r\n\r\n"))
                .startsWith("HTTP/1.1 413")
                .contains("application/problem+json");
        assertThat(exchange("PUT /configs/aa-bb-cc-dd-ee-ff HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n"))
                .startsWith("HTTP/1.1 413")
                .contains("A config may have 1 MiB");
        assertNothingHappened();
    }

    @Test
    void shouldLeaveNothingOfAnUploadThatIsCutOff() throws IOException {
        String body = part("form-data; name=\"file\"; filename=\"a\"", "x".repeat(500_000));
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head(body.length() + 100, "Content-Type: " + FORM + "\r\n"));
            socket.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            await().atMost(Duration.ofSeconds(10)).until(() -> !temporary().isEmpty());
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> temporary().isEmpty());
        assertNothingHappened();
    }

    @Test
    void shouldRefuseALengthThatIsTooShort() throws IOException {
        String body = part("form-data; name=\"file\"; filename=\"a\"", BYTES) + "--cut--\r\n";

        assertThat(exchange(
                        new String(head(body.length() - 20, "Content-Type: " + FORM + "\r\n"), StandardCharsets.UTF_8)
                                + body))
                .startsWith("HTTP/1.1 400");
        assertNothingHappened();
    }

    @Test
    void shouldTakeAnAssetThatComesInChunks() throws IOException {
        String body = part("form-data; name=\"file\"; filename=\"a\"", BYTES) + "--cut--\r\n";

        assertThat(exchange("POST /assets HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
                        + "Content-Type: " + FORM + "\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                        + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(directory().resolve("a")).hasContent(BYTES);
    }

    @Test
    void shouldTakeALinkForNothingAndReplaceIt() throws IOException {
        Path secret = Files.writeString(config.directory().resolve("secret"), "swordfish");
        Files.createDirectories(directory());
        Files.createSymbolicLink(directory().resolve(NAME), secret);

        assertProblem(given().get("/assets/" + NAME), 404);
        assertProblem(given().delete("/assets/" + NAME), 404);
        assertThat(given().get("/assets").jsonPath().getInt("count")).isZero();
        assertThat(form(NAME, BYTES).post("/assets").statusCode()).isEqualTo(200);

        assertThat(directory().resolve(NAME)).isRegularFile().hasContent(BYTES);
        assertThat(Files.isSymbolicLink(directory().resolve(NAME))).isFalse();
        assertThat(secret).hasContent("swordfish");
        Files.delete(secret);
    }

    @Test
    void shouldAnnounceNothingThatTheDiskRefused() throws IOException {
        Files.createDirectories(directory().resolve(NAME).resolve("in-the-way"));

        Response answer = form(NAME, BYTES).post("/assets");

        assertProblem(answer, 500);
        assertThat(answer.asString()).doesNotContain(config.directory().toString());
        assertThat(updates.published()).isEmpty();
        assertThat(temporary()).isEmpty();
    }

    @Test
    void shouldKeepTheOldOnAFullDisk() throws IOException {
        Files.createDirectories(directory());
        try (SmallDisk disk = SmallDisk.writable(directory())) {
            form(NAME, BYTES).post("/assets");
            updates.reset();

            Response answer = form(NAME, "x".repeat(100_000)).post("/assets");

            assertProblem(answer, 507);
            assertThat(answer.asString()).doesNotContain(config.directory().toString());
            assertThat(disk.directory().resolve(NAME)).hasContent(BYTES);
            assertThat(files()).containsExactly(NAME);
            assertThat(updates.published()).isEmpty();
            assertThat(form(NAME, "new").post("/assets").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldAnnounceNothingWhereItMayNotWrite() throws IOException {
        Files.createDirectories(directory());
        try (SmallDisk disk = SmallDisk.readOnly(directory())) {
            assertThat(disk.directory()).isEmptyDirectory();
            assertFailsWithoutTrace();
        }
    }

    @Test
    void shouldAnnounceNothingWithoutPermission() throws IOException {
        Files.createDirectories(directory());
        Set<PosixFilePermission> before = Files.getPosixFilePermissions(directory());
        Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeThat(Files.isWritable(directory()))
                    .as("not here: permissions of a directory mean nothing to root")
                    .isFalse();
            assertFailsWithoutTrace();
        } finally {
            Files.setPosixFilePermissions(directory(), before);
        }
    }

    @Test
    void shouldAnnounceNothingWhenItsDirectoryIsNone() throws IOException {
        Files.writeString(directory(), "in the way");

        assertFailsWithoutTrace();

        assertThat(directory()).hasContent("in the way");
    }

    private void assertFailsWithoutTrace() throws IOException {
        Response answer = form(NAME, BYTES).post("/assets");

        assertProblem(answer, 500);
        assertThat(answer.asString()).doesNotContain(config.directory().toString());
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/configs/aa-bb-cc-dd-ee-ff", "/api/configs/aa-bb-cc-dd-ee-ff"})
    void shouldRefuseAConfigThatNeverSaidItsLength(String path) throws IOException {
        String piece = chunk("aa-bb-cc-dd-ee-ff\",\"".repeat(100));

        String answer = exchange("PUT " + path + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                + "Content-Type: application/json\r\n\r\n" + chunk("{\"devices\":[\"") + piece.repeat(3_000));

        assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json", "A config may have 1 MiB");
        assertNothingHappened();
        assertThat(config.directory().resolve("configs/aa-bb-cc-dd-ee-ff.json")).doesNotExist();
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void shouldRefuseAnotherMediaType() throws IOException {
        assertProblem(given().contentType("application/json").body("{}").post("/assets"), 415);
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets", "/api/assets"})
    @TestSecurity(user = "grace", roles = "viewer")
    void shouldLetAViewerReadOnly(String path) throws IOException {
        assertReadsOnly(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets", "/api/assets"})
    @TestSecurity(user = "lamp", roles = "device")
    void shouldLetADeviceReadOnly(String path) throws IOException {
        assertReadsOnly(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets", "/api/assets"})
    @TestSecurity
    void shouldAskStrangersWhoTheyAre(String path) throws IOException {
        assertProblem(given().get(path), 401);
        assertProblem(given().get(path + "/" + NAME), 401);
        assertThat(given().head(path + "/" + NAME).statusCode()).isEqualTo(401);
        assertProblem(form(NAME, BYTES).post(path), 401);
        assertProblem(given().delete(path + "/" + NAME), 401);
        assertNothingHappened();
    }

    @Test
    @TestSecurity
    void shouldRefuseAStrangerBeforeTheBodyComes() throws IOException {
        byte[] head = head(200 << 20, "Content-Type: " + FORM + "\r\nExpect: 100-continue\r\n");

        assertThat(exchange(new String(head, StandardCharsets.UTF_8))).startsWith("HTTP/1.1 401");
        assertNothingHappened();
    }

    private void assertReadsOnly(String path) throws IOException {
        assertThat(given().get(path).statusCode()).isEqualTo(200);
        assertProblem(given().get(path + "/" + NAME), 404);
        assertProblem(form(NAME, BYTES).post(path), 403);
        assertProblem(given().delete(path + "/" + NAME), 403);
        assertNothingHappened();
    }

    private static RequestSpecification form(String name, String bytes) {
        return given().multiPart("file", name, bytes.getBytes(StandardCharsets.UTF_8));
    }

    private static String part(String disposition, String bytes) {
        return "--cut\r\nContent-Disposition: " + disposition + "\r\n\r\n" + bytes + "\r\n";
    }

    private static Response raw(String body) {
        return given().contentType(FORM)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post("/assets");
    }

    private static byte[] head(int length, String headers) {
        return ("POST /assets HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "Content-Length: " + length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String request(String headers, String body) {
        return new String(head(body.length(), headers), StandardCharsets.UTF_8) + body;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("localhost", RestAssured.port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Sends these bytes, and reads until the other side closes. */
    private String exchange(String bytes) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes.getBytes(StandardCharsets.UTF_8));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void assertNothingHappened() throws IOException {
        assertThat(updates.published()).isEmpty();
        assertThat(files()).isEmpty();
    }

    private List<String> temporary() throws IOException {
        return files().stream().filter(name -> name.endsWith(".tmp")).toList();
    }

    private List<String> files() throws IOException {
        if (!Files.isDirectory(directory())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private static void assertProblem(Response answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.jsonPath().getInt("status")).isEqualTo(status);
        assertThat(answer.asString()).doesNotContain("swordfish");
    }

    private Path directory() {
        return config.directory().resolve("assets");
    }
}
