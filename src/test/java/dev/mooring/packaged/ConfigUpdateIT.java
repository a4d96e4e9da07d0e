package dev.mooring.packaged;

import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.Peer;
import dev.mooring.broker.Received;
import io.quarkus.elytron.security.common.BcryptUtil;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A device's config from the operator's PUT to the message that devices see. */
@OnMosquitto
class ConfigUpdateIT {

    private static final String TOPIC = "iotsupport/updates/configs";
    private static final String PASSWORD = "lighthouse";
    private static final String CONTENT =
            "{\"deviceName\":\"Pump 1\",\"deviceEntityId\":\"pump_1\",\"enableOTA\":true,\"rate\":1.50}";

    private static MosquittoBroker broker;
    private static Peer device;
    private static PackagedApplication application;

    @BeforeAll
    static void start() {
        broker = MosquittoBroker.builder().start();
        device = Peer.connect(broker.url(), "device", true);
        device.subscribe("iotsupport/#", 1);
        application = withUsers()
                .environment("MQTT_URL", broker.url())
                .environment("MQTT_CLIENT_ID", "iotsupport-backend")
                .start()
                .awaitReady();
    }

    @AfterAll
    static void end() {
        application.close();
        device.close();
        broker.close();
    }

    @Test
    void shouldSaveAndAnnounceExactly() {
        String mac = "AA-bb-cc-DD-ee-01";

        HttpResponse<String> answer = put(application, mac, "olga", CONTENT);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"mac_address\":\"aa-bb-cc-dd-ee-01\",\"device_name\":\"Pump 1\","
                        + "\"device_entity_id\":\"pump_1\",\"enable_ota\":true,\"content\":" + CONTENT + "}");
        Received message = device.awaitMessage(received -> received.text().contains("ee-01"));
        assertThat(message.topic()).isEqualTo(TOPIC);
        assertThat(message.text()).isEqualTo("{\"filename\":\"aa-bb-cc-dd-ee-01.json\"}");
        assertThat(message.qos()).isOne();
        assertThat(device.retained(TOPIC)).isEmpty();
        assertThat(get("/api/configs/aa-bb-cc-dd-ee-01.json", "vic").body()).isEqualTo(CONTENT);
    }

    @Test
    void shouldTellDevicesOnlyOfWhatWasSaved() {
        String mac = "aa-bb-cc-dd-ee-02";
        String once = "{\"content\":" + CONTENT + ",\"allow_overwrite\":false}";

        assertThat(put(application, mac, "olga", once).statusCode()).isEqualTo(200);
        assertThat(put(application, mac, "olga", once).statusCode()).isEqualTo(409);
        assertThat(put(application, "aabbccddee02", "olga", CONTENT).statusCode())
                .isEqualTo(400);
        assertThat(put(application, "aa-bb-cc-dd-ee-03", "olga", CONTENT).statusCode())
                .isEqualTo(200);

        device.awaitMessage(received -> received.text().contains("ee-03"));
        assertThat(device.received())
                .extracting(Received::text)
                .filteredOn(text -> text.contains("02"))
                .hasSize(1);
    }

    @Test
    void shouldLetInOperatorsOnly() {
        String mac = "aa-bb-cc-dd-ee-04";

        HttpResponse<String> anonymous = PackagedApplication.send(putRequest(application, mac, CONTENT));

        assertThat(anonymous.statusCode()).isEqualTo(401);
        assertThat(anonymous.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWithIgnoringCase("basic"));
        assertThat(PackagedApplication.send(putRequest(application, mac, CONTENT)
                                .header("Authorization", PackagedApplication.basic("olga", "wrong")))
                        .statusCode())
                .isEqualTo(401);
        assertThat(put(application, mac, "vic", CONTENT).statusCode()).isEqualTo(403);
        assertThat(get("/configs/" + mac, "vic").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldCountWhatTheBrokerAcknowledged() {
        assertThat(metrics()).contains("mqtt_enabled 1.0").contains("mqtt_connection_state{site=\"default\"} 1.0");
        double before = published();

        put(application, "aa-bb-cc-dd-ee-05", "olga", CONTENT);

        await().untilAsserted(() -> assertThat(published()).isEqualTo(before + 1));
        assertThat(metrics())
                .contains("mqtt_publish_total{status=\"failure\",topic=\"" + TOPIC + "\"} 0.0")
                .contains("mqtt_publish_duration_seconds_count{topic=\"" + TOPIC + "\"}");
    }

    @Test
    void shouldSaveWithoutMqtt() {
        try (PackagedApplication lonely = withUsers().start().awaitReady()) {
            assertThat(put(lonely, "aa-bb-cc-dd-ee-06", "olga", CONTENT).statusCode())
                    .isEqualTo(200);
            assertThat(put(lonely, "aa-bb-cc-dd-ee-06", "olga", CONTENT).statusCode())
                    .isEqualTo(200);

            assertThat(lonely.wrote("MQTT is off")).isOne();
            assertThat(lonely.stderr()).isEmpty();
            assertThat(lonely.get("/q/metrics").body()).contains("mqtt_enabled 0.0");
        }
    }

    private static PackagedApplication.Builder withUsers() {
        String hash = BcryptUtil.bcryptHash(PASSWORD);
        return PackagedApplication.builder()
                .property("mooring.security.users.olga.password-hash", hash)
                .property("mooring.security.users.olga.roles", "operator")
                .property("mooring.security.users.vic.password-hash", hash)
                .property("mooring.security.users.vic.roles", "viewer");
    }

    private static HttpResponse<String> put(PackagedApplication to, String mac, String user, String body) {
        return PackagedApplication.send(
                putRequest(to, mac, body).header("Authorization", PackagedApplication.basic(user, PASSWORD)));
    }

    private static HttpRequest.Builder putRequest(PackagedApplication to, String mac, String body) {
        return to.request("/configs/" + mac)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> get(String path, String user) {
        return PackagedApplication.send(
                application.request(path).header("Authorization", PackagedApplication.basic(user, PASSWORD)));
    }

    private static String metrics() {
        return application.get("/q/metrics").body();
    }

    private static double published() {
        String series = "mqtt_publish_total{status=\"success\",topic=\"" + TOPIC + "\"} ";
        List<String> lines =
                metrics().lines().filter(line -> line.startsWith(series)).toList();
        assertThat(lines).hasSize(1);
        return Double.parseDouble(lines.get(0).substring(series.length()));
    }
}
