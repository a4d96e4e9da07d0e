package dev.mooring.packaged;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** 256 MiB in and out of a process that has half of it as heap; signed, by a build machine without an account. */
class LargeAssetIT {

    private static final int MEBIBYTE = 1 << 20;
    private static final int SIZE_MIB = 256;

    @Test
    void shouldTakeAndGiveWhatIsLargerThanItsHeap() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        try (PackagedApplication application = PackagedApplication.builder()
                .jvm("-Xmx128m")
                .open()
                .property(
                        "mooring.devices.upload-public-key",
                        "-----BEGIN PUBLIC KEY-----"
                                + Base64.getEncoder()
                                        .encodeToString(keys.getPublic().getEncoded())
                                + "-----END PUBLIC KEY-----")
                .start()
                .awaitListening()) {
            long before = application.residentMebibytes();

            Stopwatch up = new Stopwatch();
            HttpResponse<String> uploaded = PackagedApplication.send(application
                    .request("/assets")
                    .header("Content-Type", "multipart/form-data; boundary=cut")
                    .POST(HttpRequest.BodyPublishers.ofInputStream(() -> form(keys))));
            Stopwatch.report("256 MiB up", up.elapsed());
            assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(200);
            assertThat(PackagedApplication.parse(uploaded.body()).path("size").asLong())
                    .isEqualTo((long) SIZE_MIB * MEBIBYTE);

            Stopwatch down = new Stopwatch();
            String sha256 = download(application);
            Stopwatch.report("256 MiB down", down.elapsed());

            assertThat(sha256).isEqualTo(hex(digest(bytes())));
            assertThat(application
                            .json("/assets")
                            .path("assets")
                            .get(0)
                            .path("sha256")
                            .asText())
                    .isEqualTo(sha256);
            long grown = application.residentMebibytes() - before;
            System.out.println("FIGURE resident size grew by " + grown + " MiB, from " + before);
            assertThat(grown).as("resident size, beside the heap").isLessThan(192);
            assertThat(application.output()).doesNotContain("OutOfMemory");
        }
    }

    private static String download(PackagedApplication application) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                .send(application.request("/assets/large.bin").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return hex(digest(answer.body()));
    }

    private static InputStream form(KeyPair keys) {
        String now = Instant.now().toString();
        String begin = field("timestamp", now) + field("signature", sign(keys, now))
                + "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"large.bin\"\r\n\r\n";
        return new SequenceInputStream(Collections.enumeration(List.of(text(begin), bytes(), text("\r\n--cut--\r\n"))));
    }

    private static String field(String name, String value) {
        return "--cut\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** One mebibyte of chance again and again. */
    private static InputStream bytes() {
        byte[] mebibyte = new byte[MEBIBYTE];
        new Random(7).nextBytes(mebibyte);
        return new SequenceInputStream(Collections.enumeration(Collections.nCopies(SIZE_MIB, mebibyte).stream()
                .map(ByteArrayInputStream::new)
                .toList()));
    }

    private static MessageDigest digest(InputStream bytes) throws IOException {
        try (DigestInputStream summed = new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
            byte[] piece = new byte[64 << 10];
            while (summed.read(piece) >= 0) {
                // only the sum counts
            }
            return summed.getMessageDigest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String sign(KeyPair keys, String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
