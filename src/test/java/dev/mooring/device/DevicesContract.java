package dev.mooring.device;

import dev.mooring.broker.Peer;
import dev.mooring.broker.Received;
import dev.mooring.site.Sites;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.security.TestSecurity;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ThrowingRunnable;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What devices say and what they are to have, with a broker in between. Each test has devices of its own. */
@TestSecurity(user = "ada", roles = "operator")
abstract class DevicesContract {

    private static final AtomicInteger DEVICES = new AtomicInteger(0x10);
    private static final String FIRMWARE = "firmware";
    private static final String SHA_256 = Sha256.of(FIRMWARE.getBytes(UTF_8));

    @Inject
    Sites sites;

    @Inject
    TestAssignments others;

    @Inject
    MeterRegistry metrics;

    @Inject
    DeviceConfig config;

    private final Peer device = Peer.to(url()).connect();
    private final String mac = "00-00-00-00-00-" + Integer.toHexString(DEVICES.getAndIncrement());

    private static String url() {
        return ConfigProvider.getConfig().getValue("mooring.sites.default.url", String.class);
    }

    @BeforeEach
    void connected() {
        soon(() -> assertThat(List.of("default", "barn"))
                .allMatch(name -> sites.find(name).orElseThrow().connected()));
    }

    @AfterEach
    void end() {
        device.close();
    }

    // ---- what devices say

    @ParameterizedTest
    @ValueSource(strings = {"", "barn/"}) // in MQTT 5 and in 3.1.1
    void shouldShowWhatADeviceSays(String prefix) {
        say(prefix, "a b.bin", "DOWNLOADING", "");
        say(prefix, "a b.bin", "failed", ",\"sha256\":\"" + SHA_256 + "\",\"text\":\"no room\"");

        JsonPath shown = soonShown("files[0].status", "failed");

        assertThat(shown.getString("mac_address")).isEqualTo(mac);
        assertThat(shown.getString("device_name")).isNull();
        assertThat(shown.<Object>get("config")).isNull();
        assertThat(shown.getList("files")).hasSize(1);
        assertThat(shown.getString("files[0].filename")).isEqualTo("a b.bin");
        assertThat(shown.getString("files[0].sha256")).isEqualTo(SHA_256);
        assertThat(shown.getString("files[0].text")).isEqualTo("no room");
        assertThat(shown.getBoolean("files[0].current")).isFalse();
        assertThat(shown.getString("files[0].reported_at")).isEqualTo(shown.getString("last_report_at"));
        assertThat(config.directory().resolve("reports").resolve(mac + ".json")).exists();
        soon(() -> assertThat(others.told())
                .filteredOn(report -> report.device().value().equals(mac))
                .extracting(UpdateReport::state)
                .containsExactly(UpdateReport.State.DOWNLOADING, UpdateReport.State.FAILED));
    }

    /** The disk refuses, whoever runs the tests: a directory is in the way of the file. */
    @Test
    void shouldKeepAReportInTheEndThatTheDiskRefused() throws IOException {
        double retried = outcome("retried");
        Path inTheWay =
                Files.createDirectories(config.directory().resolve("reports").resolve(mac + ".json"));

        say("", "a.bin", "updated", "");
        soon(() -> assertThat(outcome("retried")).isGreaterThan(retried));
        assertThat(sites.find("default").orElseThrow().unacknowledged()).isEqualTo(1);
        given().get("/api/v1/devices/" + mac).then().statusCode(404);
        Files.delete(inTheWay);

        soonShown("files[0].status", "updated");
        soon(() ->
                assertThat(sites.find("default").orElseThrow().unacknowledged()).isZero());
    }

    @Test
    void shouldBuryAndCountWhatIsNoReport() {
        double before = refused();
        device.subscribe("dead-letter/#", 1);

        device.publish("devices/" + mac + "/update-status", "{\"filename\":\"../a\",\"status\":\"updated\"}", 1, false);
        device.publish("devices/" + mac + "/update-status", "x".repeat(9000), 1, false);
        device.publish("devices/somebody/update-status", "{\"filename\":\"a\",\"status\":\"updated\"}", 1, false);

        soon(() -> assertThat(refused()).isEqualTo(before + 3));
        Received letter = device.awaitMessage(Duration.ofSeconds(10), message -> message.topic()
                .equals("dead-letter/devices/" + mac + "/update-status"));
        assertThat(JsonPath.from(letter.text()).getString("payload"))
                .isEqualTo("{\"filename\":\"../a\",\"status\":\"updated\"}");
        assertThat(JsonPath.from(letter.text()).getString("error")).contains("'filename'");
        device.awaitMessage(Duration.ofSeconds(10), message -> message.topic()
                .equals("dead-letter/devices/somebody/update-status"));
        soon(() ->
                assertThat(sites.find("default").orElseThrow().unacknowledged()).isZero());
        given().get("/api/v1/devices/" + mac).then().statusCode(404);
    }

    @Test
    void shouldSayWhetherADeviceHasTheFileAsItIsNow() {
        save("{\"deviceName\":\"Lamp\"}");
        String sha256 = shown().getString("config.sha256");
        upload(mac + ".bin", FIRMWARE);

        say("", mac + ".json", "updated", ",\"sha256\":\"" + sha256 + "\"");
        say("", mac + ".bin", "updated", ",\"sha256\":\"" + SHA_256 + "\"");
        say("", "gone.bin", "updated", ",\"sha256\":\"" + SHA_256 + "\"");

        JsonPath shown = soonShown("files.current", List.of(true, true, false));
        assertThat(shown.getString("device_name")).isEqualTo("Lamp");
        assertThat(shown.getInt("config.size")).isEqualTo("{\"deviceName\":\"Lamp\"}".length());
        save("{\"deviceName\":\"Door\"}");
        assertThat(shown().getList("files.current")).isEqualTo(List.of(false, true, false));
    }

    @Test
    void shouldListWhoHasAConfigAndWhoSaidSomethingPageByPage() {
        save("{}");
        say("", "a.bin", "updated", "");
        device.publish("devices/00-00-00-00-01-00/update-status", report("a.bin", "updated", ""), 1, false);
        soon(() -> assertThat(given().get("/api/v1/devices/00-00-00-00-01-00").statusCode())
                .isEqualTo(200));

        List<String> all = new ArrayList<>();
        String after = "00-00-00-00-00-00";
        while (after != null) {
            JsonPath page = given().queryParam("after", after)
                    .queryParam("limit", 1)
                    .get("/api/v1/devices")
                    .jsonPath();
            assertThat(page.getInt("count")).isEqualTo(1);
            all.addAll(page.getList("devices.mac_address"));
            after = page.getString("next");
        }

        assertThat(all).isSorted().doesNotHaveDuplicates().contains(DeviceProfile.OLD, mac, "00-00-00-00-01-00");
        assertThat(given().get("/api/v1/devices").jsonPath().getList("devices.mac_address"))
                .isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/devices?limit=0,400,VALIDATION_FAILED",
        "/api/v1/devices?limit=1001,400,VALIDATION_FAILED",
        "/api/v1/devices?limit=x,400,VALIDATION_FAILED",
        "/api/v1/devices?after=x,400,VALIDATION_FAILED",
        "/api/v1/devices/x,400,VALIDATION_FAILED",
        "/api/v1/devices/x/pending,400,VALIDATION_FAILED",
        "/api/v1/devices/0f-00-00-00-00-00,404,RECORD_NOT_FOUND",
    })
    void shouldRefuseWhatItCannotAnswer(String path, int status, String code) {
        given().get(path).then().statusCode(status);
        assertThat(given().get(path).jsonPath().getString("code")).isEqualTo(code);
    }

    // ---- what devices are to have

    @Test
    void shouldTellADeviceThatWasAwayWhatItMissed() {
        upload(mac + " spoken.bin", FIRMWARE);
        upload(mac + " given.bin", "given");
        others.assign(new MacAddress(mac), mac + " given.bin");
        assertThat(pending()).containsOnlyKeys(mac + " given.bin");
        save("{}");
        say("", mac + " spoken.bin", "downloaded", ",\"sha256\":\"" + SHA_256 + "\"");
        soonShown("files[0].status", "downloaded");

        assertThat(pending())
                .isEqualTo(Map.of(
                        mac + ".json", "/configs/" + mac + ".json",
                        mac + " spoken.bin", "/assets/" + mac + "%20spoken.bin",
                        mac + " given.bin", "/assets/" + mac + "%20given.bin"));

        String sha256 = shown().getString("config.sha256");
        say("", mac + ".json", "updated", ",\"sha256\":\"" + sha256 + "\"");
        say("", mac + " spoken.bin", "updated", ",\"sha256\":\"" + SHA_256 + "\"");
        soon(() -> assertThat(pending()).containsOnlyKeys(mac + " given.bin"));

        save("{\"x\":1}");
        upload(mac + " spoken.bin", "newer");
        assertThat(pending()).containsOnlyKeys(mac + ".json", mac + " spoken.bin", mac + " given.bin");
    }

    @Test
    void shouldHaveTheBrokerKeepWhatADeviceShouldHave() {
        String topic = "iotsupport/desired/" + mac;
        save("{}");
        soon(() -> assertThat(device.retained(topic)).contains(desired("{}")));

        save("{\"x\":1}");
        soon(() -> assertThat(device.retained(topic)).contains(desired("{\"x\":1}")));

        given().delete("/configs/" + mac).then().statusCode(204);
        soon(() -> assertThat(device.retained(topic)).isEmpty());
    }

    @Test
    void shouldSayAtTheStartWhatDevicesShouldHave() {
        soon(() -> assertThat(device.retained("iotsupport/desired/" + DeviceProfile.OLD))
                .contains(desired(DeviceProfile.OLD, "{}")));
    }

    @Test
    void shouldSayWhatIsRightInTheEndHoweverFastItChanges() throws IOException {
        for (int i = 0; i < 20; i++) {
            save("{\"x\":" + i + "}");
            given().delete("/configs/" + mac).then().statusCode(204);
        }
        save("{\"x\":true}");

        soon(() -> assertThat(device.retained("iotsupport/desired/" + mac)).contains(desired("{\"x\":true}")));
        assertThat(Files.readString(config.directory().resolve("configs").resolve(mac + ".json")))
                .isEqualTo("{\"x\":true}");
    }

    // ---- rollouts

    @Test
    void shouldTakeAnAssetToItsDevicesOneStageAfterTheOther() {
        String asset = mac + " rolled.bin";
        String second = mac.replaceFirst("^00", "02");
        upload(asset, FIRMWARE);
        device.subscribe("iotsupport/updates/assets/+", 1);

        String id = given().contentType("application/json")
                .body("{\"asset\":\"" + asset + "\",\"devices\":[\"" + mac + "\",\"" + second
                        + "\"],\"stages\":[50,100]}")
                .post("/api/v1/rollouts")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        awaitOffer(mac, asset);
        assertThat(pending()).containsOnlyKeys(asset);

        say("", asset, "failed", ",\"sha256\":\"" + SHA_256 + "\"");
        soonRollout(id, "state", "paused");
        given().post("/api/v1/rollouts/" + id + "/resume").then().statusCode(200);
        say("", asset, "updated", ",\"sha256\":\"" + SHA_256 + "\"");
        awaitOffer(second, asset);
        soonRollout(id, "stage", 2);
        assertThat(pending()).isEmpty();

        device.publish(
                "devices/" + second + "/update-status",
                report(asset, "updated", ",\"sha256\":\"" + SHA_256 + "\""),
                1,
                false);
        soonRollout(id, "state", "finished");
        given().delete("/api/v1/rollouts/" + id).then().statusCode(204);
        given().get("/api/v1/rollouts/" + id).then().statusCode(404);
    }

    private void awaitOffer(String to, String asset) {
        Received offer = device.awaitMessage(
                Duration.ofSeconds(10), message -> message.topic().equals("iotsupport/updates/assets/" + to));
        assertThat(offer.text()).isEqualTo("{\"filename\":\"" + asset + "\"}");
    }

    private static void soonRollout(String id, String path, Object expected) {
        soon(() -> assertThat(given().get("/api/v1/rollouts/" + id).jsonPath().<Object>get(path))
                .isEqualTo(expected));
    }

    // ---- hands

    private void say(String prefix, String file, String status, String more) {
        device.publish(prefix + "devices/" + mac + "/update-status", report(file, status, more), 1, false);
    }

    private static String report(String file, String status, String more) {
        return "{\"filename\":\"" + file + "\",\"status\":\"" + status + "\"" + more + "}";
    }

    private void save(String content) {
        given().contentType("application/json")
                .body(content)
                .put("/configs/" + mac)
                .then()
                .statusCode(200);
    }

    private JsonPath shown() {
        return given().get("/api/v1/devices/" + mac).jsonPath();
    }

    private JsonPath soonShown(String path, Object expected) {
        soon(() -> {
            var answer = given().get("/api/v1/devices/" + mac);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.jsonPath().<Object>get(path)).isEqualTo(expected);
        });
        return shown();
    }

    /** File names and where they are. */
    private Map<String, String> pending() {
        JsonPath answer = given().get("/api/v1/devices/" + mac + "/pending").jsonPath();
        assertThat(answer.getString("mac_address")).isEqualTo(mac);
        Map<String, String> byName = new HashMap<>();
        List<Map<String, Object>> files = answer.getList("pending");
        files.forEach(file -> byName.put(String.valueOf(file.get("filename")), String.valueOf(file.get("url"))));
        assertThat(answer.getInt("count")).isEqualTo(byName.size());
        return byName;
    }

    private String desired(String content) {
        return desired(mac, content);
    }

    static String desired(String mac, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return "{\"filename\":\"" + mac + ".json\",\"size\":" + bytes.length + ",\"sha256\":\"" + Sha256.of(bytes)
                + "\"}";
    }

    private double refused() {
        return outcome("refused");
    }

    private double outcome(String word) {
        return metrics.get("mooring.device.reports")
                .tag("outcome", word)
                .counter()
                .count();
    }

    static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }

    private static void upload(String name, String content) {
        given().multiPart("file", name, content.getBytes(UTF_8))
                .post("/assets")
                .then()
                .statusCode(200);
    }
}
