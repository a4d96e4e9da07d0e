package dev.mooring.device;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Uploads by a build machine without an account. */
@QuarkusTest
@TestProfile(TightUploads.class)
class TightUploadsTest {

    private static final Duration IN_DOUBT = Duration.ofMinutes(2);
    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final String JSON = "Content-Type: application/json";
    private static final String UPLOAD =
            head("POST /assets", CHUNKED, "Content-Type: multipart/form-data; boundary=cut");

    @Inject
    RecordingUpdateChannel updates;

    @Inject
    DeviceConfig config;

    @Inject
    @ConfigProperty(name = TightUploads.PRIVATE_KEY)
    String privateKey;

    @BeforeEach
    void startEmpty() throws IOException {
        updates.reset();
        for (String file : files()) {
            Files.delete(directory().resolve(file));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets", "/api/assets"})
    void shouldTakeASignatureForAUser(String path) throws Exception {
        String now = Instant.now().toString();

        Response answer = signed(now, sign(now)).post(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(files()).containsExactly("a.bin");
        assertThat(updates.published()).containsExactly("iotsupport/updates/assets {\"filename\":\"a.bin\"}");
    }

    @Test
    void shouldRefuseASignatureThatIsNotGoodNow() throws Exception {
        Instant now = Instant.now();
        String expired = now.minus(UploadSignature.WINDOW).minus(IN_DOUBT).toString();
        String future = now.plus(UploadSignature.WINDOW).plus(IN_DOUBT).toString();

        assertRefused(signed(now.toString(), sign(now.plusMillis(1).toString())), 403);
        assertRefused(signed(expired, sign(expired)), 403);
        assertRefused(signed(future, sign(future)), 403);
    }

    @Test
    void shouldRefuseWhatCannotBeRead() throws Exception {
        String now = Instant.now().toString();

        assertRefused(signed("swordfish", sign("swordfish")), 400);
        assertRefused(signed(now, "swordfish!"), 400);
    }

    @Test
    void shouldRefuseAnUploadWithoutSignature() throws Exception {
        String now = Instant.now().toString();

        assertRefused(file(), 400);
        assertRefused(file().multiPart("timestamp", now), 400);
        assertRefused(file().multiPart("signature", sign(now)), 400);
    }

    @Test
    @TestSecurity(user = "ada", roles = "operator")
    void shouldTakeNoUserForASignature() throws IOException {
        assertRefused(file(), 400);
    }

    @Test
    void shouldCutAnAssetThatNeverSaidItsLength() throws Exception {
        String pieces = chunk("x".repeat(50_000)).repeat(100);

        String answer = chunked(begin() + pieces);

        assertThat(answer)
                .startsWith("HTTP/1.1 413")
                .contains("application/problem+json", "An asset may have " + TightUploads.MAX + " bytes at most.");
        assertNothingHappened();
    }

    @Test
    void shouldGiveUpAnUploadThatFallsSilent() throws Exception {
        try (Socket socket = connect()) {
            send(socket, UPLOAD + begin() + chunk("half of it"));
            await().atMost(Duration.ofSeconds(10)).until(() -> !files().isEmpty());

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 408").contains("application/problem+json", "\"status\":408");
            await().atMost(Duration.ofSeconds(10)).until(() -> files().isEmpty());
            assertNothingHappened();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT /configs/aa-bb-cc-dd-ee-ff", "POST /api/v1/rollouts", "POST /api/v1/sites/x/events"})
    @TestSecurity(user = "ada", roles = "operator")
    void shouldGiveUpAnyBodyThatFallsSilent(String call) throws IOException {
        try (Socket socket = connect()) {
            send(socket, head(call, JSON, "Content-Length: 100") + "{");

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 408").contains("application/problem+json", "\"status\":408");
        }
        assertNothingHappened();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /api/v1/rollouts", "POST /api/v1/sites/x/events", "PUT /no/such/path"})
    @TestSecurity(user = "ada", roles = "operator")
    void shouldCutAnyBodyThatNeverSaidItsLength(String call) throws IOException {
        try (Socket socket = connect()) {
            send(
                    socket,
                    head(call, CHUNKED, JSON)
                            + chunk("{\"swordfish\":\"")
                            + chunk("x".repeat(70_000)).repeat(40));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 413")
                    .contains("application/problem+json", "\"status\":413")
                    .doesNotContain("swordfish");
        }
    }

    @Test
    @TestSecurity(user = "ada", roles = "operator")
    void shouldTakeASmallBodyThatNeverSaidItsLength() throws IOException {
        String body = "{\"asset\":\"none.bin\",\"devices\":[\"aa-bb-cc-dd-ee-ff\"]}";
        try (Socket socket = connect()) {
            send(
                    socket,
                    head("POST /api/v1/rollouts", "Connection: close", CHUNKED, JSON) + chunk(body.substring(0, 9))
                            + chunk(body.substring(9)) + "0\r\n\r\n");

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 404")
                    .contains("RECORD_NOT_FOUND")
                    .doesNotContain("nothing at this path");
        }
    }

    /** The form is whole, but more was promised, and the connection stays open. */
    @Test
    void shouldGiveUpAnUploadWhoseLengthIsTooLong() throws Exception {
        String now = Instant.now().toString();
        String form = part("name=\"timestamp\"") + now + "\r\n" + part("name=\"signature\"") + sign(now) + "\r\n"
                + part("name=\"file\"; filename=\"a.bin\"") + "bytes\r\n--cut--\r\n";
        try (Socket socket = connect()) {
            send(
                    socket,
                    head(
                                    "POST /assets",
                                    "Content-Length: " + (form.length() + 1),
                                    "Content-Type: multipart/form-data; boundary=cut")
                            + form);

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 408").contains("application/problem+json", "\"status\":408");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> files().isEmpty());
        assertNothingHappened();
    }

    /** All before the bytes of a signed file. */
    private String begin() throws GeneralSecurityException {
        String now = Instant.now().toString();
        return chunk(part("name=\"timestamp\"") + now + "\r\n" + part("name=\"signature\"") + sign(now) + "\r\n"
                + part("name=\"file\"; filename=\"a.bin\""));
    }

    private static String head(String call, String... headers) {
        return call + " HTTP/1.1\r\nHost: x\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private static String part(String disposition) {
        return "--cut\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n";
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static String chunked(String chunks) throws IOException {
        try (Socket socket = connect()) {
            send(socket, UPLOAD + chunks);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket("localhost", RestAssured.port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void assertRefused(RequestSpecification upload, int status) throws IOException {
        Response answer = upload.post("/assets");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.asString()).doesNotContain("swordfish");
        assertNothingHappened();
    }

    private void assertNothingHappened() throws IOException {
        assertThat(files()).isEmpty();
        assertThat(updates.published()).isEmpty();
    }

    private static RequestSpecification signed(String timestamp, String signature) {
        return given().multiPart("timestamp", timestamp)
                .multiPart("signature", signature)
                .multiPart("file", "a.bin", new byte[10]);
    }

    private static RequestSpecification file() {
        return given().multiPart("file", "a.bin", new byte[10]);
    }

    private String sign(String text) throws GeneralSecurityException {
        byte[] key = Base64.getDecoder().decode(privateKey);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)));
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(signature.sign());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    private Path directory() {
        return config.directory().resolve("assets");
    }
}
