package dev.mooring.packaged;

import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.MqttVersion;
import dev.mooring.broker.Peer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A deployment of the systems that Mooring replaces, its environment variables unchanged, as the broker sees it. */
@OnMosquitto
class ReplacedSystemsIT {

    /** As mosquitto writes it in its log; 3.1.1 is its second protocol. */
    private static final String PROTOCOL = MqttVersion.ofTests() == MqttVersion.V5 ? "p5" : "p2";

    private static final String USER = "iot";
    private static final String PASSWORD = "p:w";

    private static MosquittoBroker broker;
    private static Peer peer;

    @BeforeAll
    static void startBroker() {
        broker = MosquittoBroker.builder().user(USER, PASSWORD).start();
        peer = Peer.to(broker.url()).credentials(USER, PASSWORD).connect();
    }

    @AfterAll
    static void stopBroker() {
        peer.close();
        broker.close();
    }

    @Test
    void shouldTakeEverythingFromTheEnvironment() {
        try (PackagedApplication application = PackagedApplication.builder()
                .environment("MQTT_URL", broker.url().replace("://", "://iot:p%3Aw@"))
                .environment("MQTT_CLIENT_ID", "old-service")
                .environment("MQTT_INSTANCE_ID", "old-host")
                .environment("MQTT_KEEPALIVE", "30")
                .environment("MQTT_CLEAN_SESSION", "true")
                .environment("MQTT_RECONNECT_MIN_DELAY", "0.5")
                .environment("MQTT_RECONNECT_MAX_DELAY", "5.0")
                .environment("MQTT_SHUTDOWN_TIMEOUT", "5")
                .start()
                .awaitReady()) {
            awaitConnect("as old-service (" + PROTOCOL + ", c1, k30, u'iot')");
            await().untilAsserted(() -> assertThat(peer.retained("mooring/old-service/status"))
                    .hasValueSatisfying(status -> assertThat(status)
                            .startsWith("{\"status\":\"online\",\"instance_id\":\"old-host\","
                                    + "\"client_id\":\"old-service\"")));
            assertThat(application.wrote("using client ID old-service")).isOne();

            application.sigterm();
            assertThat(peer.retained("mooring/old-service/status").orElseThrow())
                    .contains("\"reason\":\"shutdown\"");
        }
    }

    @Test
    void shouldTakeCredentialsApartFromTheUrlAndSayNothingWhenToldSo() {
        try (PackagedApplication application = PackagedApplication.builder()
                .environment("MQTT_URL", broker.url())
                .environment("MQTT_USERNAME", USER)
                .environment("MQTT_PASSWORD", PASSWORD)
                .environment("MQTT_INSTANCE_ID", "quiet-host")
                .environment("MQTT_KEEP_ALIVE", "20.0")
                .environment("MQTT_LWT_ENABLED", "false")
                .start()
                .awaitReady()) {
            awaitConnect("as default_iquiet-host (" + PROTOCOL + ", c0, k20, u'iot')");
            application.sigterm();
            assertThat(peer.allRetained("mooring/default_iquiet-host/#")).isEmpty();
            assertThat(broker.logged("from default_iquiet-host")).isPositive();
            assertThat(broker.log()).doesNotContain("'mooring/default_iquiet-host/status'");
        }
    }

    private static void awaitConnect(String how) {
        await().untilAsserted(() -> assertThat(broker.log()).contains(how));
    }
}
