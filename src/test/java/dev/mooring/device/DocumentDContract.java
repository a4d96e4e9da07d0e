package dev.mooring.device;

import dev.mooring.broker.Peer;
import dev.mooring.broker.Received;
import dev.mooring.demo.EmbeddedBroker;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.quarkus.test.security.TestSecurity;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.core.ThrowingRunnable;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The scenarios of the replaced service's test plan, section 13, as far as they need MQTT to be on: named as they are there,
 * with brokers instead of a mock. What begins and ends a connection is in {@code dev.mooring.site.DocumentDLifecycleTest},
 * MQTT that is off in {@link DocumentDWithoutMqttTest}.
 */
@TestSecurity(user = "ada", roles = "operator")
abstract class DocumentDContract {

    private static final String CONFIGS = "iotsupport/updates/configs";
    private static final String ASSETS = "iotsupport/updates/assets";
    private static final String MAC = "0d-00-00-00-00-01";

    @Inject
    UpdateNotifier notifier;

    @Inject
    Sites sites;

    @Inject
    DeviceConfig config;

    private final Peer device = Peer.to(url("default")).connect();

    private static String url(String site) {
        return ConfigProvider.getConfig().getValue("mooring.sites." + site + ".url", String.class);
    }

    @BeforeEach
    void listen() {
        soon(() -> assertThat(site("default").connected()).isTrue());
        device.subscribe("iotsupport/updates/#", 1);
    }

    @AfterEach
    void end() {
        device.close();
    }

    // ---- MqttService.publish_config_update()

    @Test
    void mqttEnabledAndClientConnected_publishConfigUpdateCalled_topicPayloadQosRetain() {
        save(MAC);

        Received message = arrived(CONFIGS);
        assertThat(message.text()).isEqualTo("{\"filename\":\"" + MAC + ".json\"}");
        assertThat(message.qos()).isEqualTo(1);
        assertThat(message.retain()).isFalse();
        assertThat(device.retained(CONFIGS)).isEmpty();
    }

    @Test
    void publishSucceeds_publishConfigUpdateCalled_successMetricIncremented() {
        double success = counted(CONFIGS, "success");
        double failure = counted(CONFIGS, "failure");

        save(MAC);

        soon(() -> assertThat(counted(CONFIGS, "success")).isEqualTo(success + 1));
        assertThat(counted(CONFIGS, "failure")).isEqualTo(failure);
    }

    @Test
    void publishFails_publishUpdateCalled_failureMetricIncrementedNoExceptionPropagated() {
        double success = counted(ASSETS, "success");
        double failure = counted(ASSETS, "failure");
        double notified = value("mooring_device_notifications_total", "topic=\"" + ASSETS + "\"", "status=\"failure\"");

        int told = sites.announced(config.sites().orElse(List.of())).size();

        notifier.assetSaved(file("x".repeat(30_000))); // more than the packets that a site may send

        soon(() -> assertThat(counted(ASSETS, "failure")).isEqualTo(failure + told));
        assertThat(counted(ASSETS, "success")).isEqualTo(success);
        soon(() -> assertThat(
                        value("mooring_device_notifications_total", "topic=\"" + ASSETS + "\"", "status=\"failure\""))
                .isEqualTo(notified + 1));
    }

    @Test
    void payloadContainsSpecialCharacters_publishUpdateCalled_jsonCorrectlyEscaped() {
        notifier.assetSaved(file("a\"b\\c\u2713.bin"));

        assertThat(arrived(ASSETS).text()).isEqualTo("{\"filename\":\"a\\\"b\\\\c\u2713.bin\"}");
    }

    // ---- MqttService.publish_asset_update()

    @Test
    void mqttEnabled_publishAssetUpdateCalled_assetsTopic() {
        notifier.assetSaved(file("firmware-v1.2.3.bin"));

        Received message = arrived(ASSETS);
        assertThat(message.text()).isEqualTo("{\"filename\":\"firmware-v1.2.3.bin\"}");
        assertThat(message.qos()).isEqualTo(1);
        assertThat(message.retain()).isFalse();
    }

    @Test
    void filenameWithSpaces_publishAssetUpdateCalled_payloadIsValidJson() {
        notifier.assetSaved(file("my firmware 1.bin"));

        assertThat(arrived(ASSETS).text()).isEqualTo("{\"filename\":\"my firmware 1.bin\"}");
    }

    // ---- API endpoint /configs/<mac_address> (PUT) with MQTT

    @Test
    void mqttEnabled_configSaved_publishedWithMacJson() {
        save("0D-00-00-00-00-0A");

        assertThat(arrived(CONFIGS).text()).isEqualTo("{\"filename\":\"0d-00-00-00-00-0a.json\"}");
    }

    @Test
    void mqttPublishCannotBeDelivered_configSaved_apiReturns200() {
        site("default").reconnect(); // the connection ends at this moment

        save(MAC);

        arrived(CONFIGS);
    }

    @Test
    void configSaveFails_endpointCalled_noPublishAttempted() {
        save(MAC);
        arrived(CONFIGS);

        Response notJson = put(MAC, "[]");
        Response exists = put(MAC, "{\"content\":{},\"allow_overwrite\":false}");

        assertThat(notJson.statusCode()).isEqualTo(400);
        assertThat(exists.statusCode()).isEqualTo(409);
        assertThat(untilMarker()).hasSize(1);
    }

    @Test
    void configSaveFailsOnDisk_endpointCalled_noPublishAttempted() throws IOException {
        Path file = config.directory().resolve("configs").resolve("0d-00-00-00-00-02.json");
        Files.createDirectories(file.resolve("something in the way"));
        try {
            assertThat(put("0d-00-00-00-00-02", "{}").statusCode()).isGreaterThanOrEqualTo(500);
            assertThat(untilMarker()).isEmpty();
        } finally {
            Files.delete(file.resolve("something in the way"));
            Files.delete(file);
        }
    }

    // ---- API endpoint /assets (POST) with MQTT

    @Test
    void mqttEnabled_assetUploaded_publishedWithFilename() {
        upload("firmware-v1.2.3.bin").then().statusCode(200);

        assertThat(arrived(ASSETS).text()).isEqualTo("{\"filename\":\"firmware-v1.2.3.bin\"}");
    }

    @Test
    void mqttPublishCannotBeDelivered_assetUploaded_apiReturns200() {
        site("default").reconnect(); // the connection ends at this moment

        upload("firmware-v1.2.3.bin").then().statusCode(200);

        arrived(ASSETS);
    }

    @Test
    void uploadValidationFails_endpointCalled_noPublishAttempted() {
        assertThat(upload("../firmware.bin").statusCode()).isEqualTo(400);
        assertThat(given().multiPart("other", "a.bin", new byte[1])
                        .post("/assets")
                        .statusCode())
                .isEqualTo(400);

        assertThat(untilMarker()).isEmpty();
    }

    // ---- MQTT metrics (Prometheus)

    @Test
    void multiplePublishes_metricsScraped_counterIncrementedPerTopic() {
        double configs = counted(CONFIGS, "success");
        double assets = counted(ASSETS, "success");
        double durations = value("mqtt_publish_duration_seconds_count", "topic=\"" + CONFIGS + "\"");

        save(MAC);
        save(MAC);
        notifier.assetSaved(file("a.bin"));

        soon(() -> assertThat(counted(CONFIGS, "success")).isEqualTo(configs + 2));
        soon(() -> assertThat(counted(ASSETS, "success")).isEqualTo(assets + 1));
        assertThat(value("mqtt_publish_duration_seconds_count", "topic=\"" + CONFIGS + "\""))
                .isEqualTo(durations + 2);
    }

    /** Beyond the plan: a topic with a device in it must never become a series. */
    @Test
    void desiredState_metricsScraped_countedAsOther() {
        double other = counted("other", "success");

        save("0d-00-00-00-00-03");

        soon(() -> assertThat(counted("other", "success")).isGreaterThan(other));
        assertThat(scrape()).doesNotContain("iotsupport/desired", "0d-00-00-00-00-03");
    }

    @Test
    void connectionStateChanges_metricsScraped_gaugeReflectsCurrentState() throws IOException {
        assertThat(connection("late")).isZero();
        assertThat(connection("default")).isEqualTo(1);

        EmbeddedBroker broker = EmbeddedBroker.start(URI.create(url("late")).getPort());
        try {
            soon(() -> assertThat(connection("late")).isEqualTo(1));
            soon(() -> assertThat(site("late").unpublished()).isZero()); // or it would count in another test
        } finally {
            broker.close();
        }

        soon(() -> assertThat(connection("late")).isZero());
    }

    @Test
    void mqttEnabled_metricsScraped_mqttEnabledIs1() {
        assertThat(value("mqtt_enabled")).isEqualTo(1);
    }

    // ---- Config delete operation (negative test)

    @Test
    void mqttEnabled_configDeleted_publishNotCalled() {
        save(MAC);
        arrived(CONFIGS);

        given().delete("/configs/" + MAC).then().statusCode(204);

        assertThat(untilMarker()).hasSize(1);
    }

    // ---- hands

    private static void save(String mac) {
        assertThat(put(mac, "{\"deviceName\":\"Lamp\"}").statusCode()).isEqualTo(200);
    }

    private static Response put(String mac, String body) {
        return given().contentType("application/json").body(body).put("/configs/" + mac);
    }

    static Response upload(String name) {
        return given().multiPart("file", name, new byte[] {1, 2, 3}).post("/assets");
    }

    private static StoredFile file(String name) {
        return new StoredFile(name, 1, "00", 1, Instant.EPOCH);
    }

    private Site site(String name) {
        return sites.find(name).orElseThrow();
    }

    private Received arrived(String topic) {
        return device.awaitMessage(
                Duration.ofSeconds(10), message -> message.topic().equals(topic));
    }

    /** All notifications so far, and those that were on their way: a message of the same site comes behind them. */
    private List<Received> untilMarker() {
        String marker = UUID.randomUUID().toString();
        notifier.assetSaved(file(marker));
        device.awaitMessage(Duration.ofSeconds(10), message -> message.text().contains(marker));
        return device.received().stream()
                .filter(message -> !message.text().contains(marker))
                .toList();
    }

    private static double counted(String topic, String status) {
        return value("mqtt_publish_total", "topic=\"" + topic + "\"", "status=\"" + status + "\"");
    }

    private static double connection(String site) {
        return value("mqtt_connection_state", "site=\"" + site + "\"");
    }

    static String scrape() {
        return given().get("/q/metrics").asString();
    }

    /** The one sample of that name with these labels. */
    static double value(String name, String... labels) {
        return scrape().lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .flatMap(line -> Pattern.compile("\\S+$").matcher(line).results())
                .map(MatchResult::group)
                .mapToDouble(Double::parseDouble)
                .reduce((one, other) -> {
                    throw new AssertionError("several samples of " + name);
                })
                .orElseThrow(() -> new AssertionError("no sample of " + name + List.of(labels)));
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }
}
