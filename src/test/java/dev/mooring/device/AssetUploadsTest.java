package dev.mooring.device;

import dev.mooring.problem.ProblemException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AssetUploadsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final int MAX = 100_000;

    private static KeyPair keys;

    private final Path directory;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    AssetUploadsTest(@TempDir Path temp) {
        this.directory = temp.resolve("assets");
    }

    @BeforeAll
    static void makeKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T10:00:00Z",
                "2026-11-21T10:05:00Z",
                "2026-11-21T09:55:00.000001+00:00",
                "2026-11-21T11:00:00+01:00",
                "2026-11-21T10:00:00",
            })
    void shouldTakeASignatureInItsWindow(String timestamp) throws Exception {
        String fields = field("timestamp", timestamp) + field("signature", sign(timestamp));

        assertThat(upload(signed(), fields + file("x")).size()).isEqualTo(1);
        assertThat(upload(signed(), file("y") + fields).version())
                .as("the file before its signature")
                .isEqualTo(2);
        assertThat(count("saved")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T10:05:00.001Z, 403",
        "2026-11-21T09:54:59Z, 403",
        "2099-01-01T00:00:00Z, 403",
        "yesterday, 400",
        "1763719200, 400",
        "'', 400",
    })
    void shouldRefuseATimestampOutsideItsWindow(String timestamp, int status) throws Exception {
        String fields = field("timestamp", timestamp) + field("signature", sign(timestamp));

        assertRefused(status, fields + file("x"));
        assertRefused(status, file("x") + fields);
    }

    @Test
    void shouldRefuseASignatureOfSomethingElse() throws Exception {
        String timestamp = field("timestamp", "2026-11-21T10:00:00Z");

        for (String signature : List.of(sign("2026-11-21T10:00:01Z"), "AAAA", "")) {
            assertRefused(403, timestamp + field("signature", signature) + file("x"));
            assertRefused(403, file("x") + timestamp + field("signature", signature));
        }
        assertRefused(400, timestamp + field("signature", "swordfish!") + file("x"));
    }

    @Test
    void shouldRefuseAnUploadWithoutSignature() throws Exception {
        String timestamp = field("timestamp", "2026-11-21T10:00:00Z");
        String signature = field("signature", sign("2026-11-21T10:00:00Z"));

        assertRefused(400, file("x"));
        assertRefused(400, timestamp + file("x"));
        assertRefused(400, signature + file("x"));
        assertRefused(400, timestamp + timestamp + signature + file("x"));
        assertRefused(400, timestamp + field("signature", "A".repeat(5000)) + file("x"));
    }

    @Test
    void shouldWriteNoByteBehindASignatureThatIsNotGood() throws Exception {
        String fields = field("timestamp", "2026-11-21T10:00:00Z") + field("signature", "AAAA");
        InputStream body = new InputStream() {
            private final InputStream begin = new ByteArrayInputStream(
                    (fields + "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx")
                            .getBytes(StandardCharsets.UTF_8));

            @Override
            public int read() throws IOException {
                return begin.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = begin.read(bytes, offset, length);
                assertThat(read).as("must not ask for more").isPositive();
                return read;
            }
        };

        assertThat(status(() -> signed().take("multipart/form-data; boundary=cut", body, name -> {})))
                .isEqualTo(403);
        assertThat(directory).doesNotExist();
    }

    @Test
    void shouldWriteOnlyFewFilesOfUnknownSendersAtOnce() throws Exception {
        AssetUploads uploads = signed();
        String fields = field("timestamp", "2026-11-21T10:00:00Z") + field("signature", sign("2026-11-21T10:00:00Z"));

        assertThat(nested(uploads, 4, fields)).as("four and then one").isEqualTo(503);
        assertThat(upload(uploads, file("x") + fields).size())
                .as("after they have ended")
                .isEqualTo(1);
    }

    @Test
    void shouldTakeOnlySoManyUploadsAtOnce() throws Exception {
        AssetUploads uploads = open();

        assertThat(nested(uploads, 31, "")).as("as many as there are places").isEqualTo(200);
        assertThat(nested(uploads, 32, "")).as("and then one").isEqualTo(503);
        assertThat(upload(uploads, file("x")).size())
                .as("after they have ended")
                .isEqualTo(1);
    }

    /** Begins an upload while another one is at its file, and so on; the status of the innermost. */
    private int nested(AssetUploads uploads, int more, String fields) throws Exception {
        int[] innermost = {0};
        InputStream body =
                new ByteArrayInputStream((file("x") + fields + "--cut--\r\n").getBytes(StandardCharsets.UTF_8)) {
                    private boolean asked;

                    @Override
                    public synchronized int read(byte[] bytes, int offset, int length) {
                        if (asked && innermost[0] == 0 && more > 0) {
                            try {
                                innermost[0] = nested(uploads, more - 1, fields);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        }
                        asked = true;
                        return super.read(
                                bytes, offset, Math.min(length, file("x").length() - 2));
                    }
                };
        int own = status(() -> uploads.take("multipart/form-data; boundary=cut", body, name -> {}));
        return innermost[0] == 0 ? own : innermost[0];
    }

    @Test
    void shouldRefuseMoreThanItsLimit() throws Exception {
        assertThat(upload(open(), file("x".repeat(MAX))).size()).isEqualTo(MAX);
        assertThat(status(() -> upload(open(), file("x".repeat(MAX + 1))))).isEqualTo(413);
        assertThat(status(() -> upload(open(), file("x".repeat(MAX)) + field("other", "x".repeat(70_000)))))
                .isEqualTo(413);
        assertThat(names()).containsExactly(".facts", "a");
    }

    @Test
    void shouldGiveUpWhatComesTooSlowly() throws Exception {
        Instant[] now = {NOW};
        InputStream body = new ByteArrayInputStream(file("x".repeat(50_000)).getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                now[0] = now[0].plus(Duration.ofSeconds(5));
                return super.read(bytes, offset, Math.min(length, 100));
            }
        };
        InstantSource clock = () -> now[0];

        assertThat(status(() -> uploads(Optional.empty(), clock.withZone(ZoneOffset.UTC))
                        .take("multipart/form-data; boundary=cut", body, name -> {})))
                .isEqualTo(408);
        assertThat(Duration.between(NOW, now[0])).isLessThan(Duration.ofSeconds(40));
        assertThat(names()).isEmpty();
        assertThat(count("broken")).isEqualTo(1);
    }

    @Test
    void shouldReadAKeyFromAFileOrAText() throws Exception {
        Path file = Files.writeString(directory.resolveSibling("key.pem"), pem());
        String fields = field("timestamp", "2026-11-21T10:00:00Z") + field("signature", sign("2026-11-21T10:00:00Z"));

        for (String key : List.of(file.toString(), pem(), pem().replace("\n", "\\n"), pem().replace("\n", "\r\n"))) {
            assertThat(upload(uploads(Optional.of(key), CLOCK), fields + file("x"))
                            .size())
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldNameTheConfigurationOfAKeyThatIsNone() throws Exception {
        KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
        small.initialize(1024);
        String weak = pem("PUBLIC", small.generateKeyPair().getPublic().getEncoded());
        String other = pem(
                "PUBLIC",
                KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic().getEncoded());
        String secret = pem("PRIVATE", keys.getPrivate().getEncoded());

        for (String key : List.of("", "no/such/file", "a\u0000b", pem("PUBLIC", new byte[3]), weak, other, secret)) {
            assertThatThrownBy(() -> uploads(Optional.of(key), CLOCK))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("mooring.devices.upload-public-key: ")
                    .hasMessageNotContaining("no/such")
                    .hasNoCause();
        }
    }

    private void assertRefused(int status, String parts) throws Exception {
        assertThat(status(() -> upload(signed(), parts))).as(parts).isEqualTo(status);
        assertThat(names()).isEmpty();
    }

    private interface Upload {
        StoredFile run() throws Exception;
    }

    /** 200, or what it was refused with. */
    private static int status(Upload upload) throws Exception {
        try {
            upload.run();
            return 200;
        } catch (ProblemException e) {
            assertThat(e.problem().toJson()).doesNotContain("swordfish");
            return e.problem().status();
        }
    }

    private StoredFile upload(AssetUploads uploads, String parts) throws IOException {
        byte[] body = (parts + "--cut--\r\n").getBytes(StandardCharsets.UTF_8);
        return uploads.take("multipart/form-data; boundary=cut", new ByteArrayInputStream(body), name -> {});
    }

    private AssetUploads open() {
        return uploads(Optional.empty(), CLOCK);
    }

    private AssetUploads signed() {
        return uploads(Optional.of(pem()), CLOCK);
    }

    private AssetUploads uploads(Optional<String> key, Clock clock) {
        DeviceConfig config = new DeviceConfig() {
            @Override
            public Optional<List<String>> sites() {
                return Optional.empty();
            }

            @Override
            public boolean desiredState() {
                return false;
            }

            @Override
            public Path directory() {
                return directory;
            }

            @Override
            public MemorySize maxAssetSize() {
                return new MemorySize(BigInteger.valueOf(MAX));
            }

            @Override
            public Optional<String> uploadPublicKey() {
                return key;
            }
        };
        return new AssetUploads(new AssetFiles(directory, CLOCK), config, clock, metrics);
    }

    private double count(String outcome) {
        return metrics.counter("mooring.device.uploads", "outcome", outcome).count();
    }

    private List<String> names() throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String field(String name, String value) {
        return "--cut\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String bytes) {
        return "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n" + bytes + "\r\n";
    }

    private static String sign(String text) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(signature.sign());
    }

    private static String pem() {
        return pem("PUBLIC", keys.getPublic().getEncoded());
    }

    private static String pem(String kind, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + " KEY-----\n" + base64 + "\n-----END " + kind + " KEY-----\n";
    }
}
