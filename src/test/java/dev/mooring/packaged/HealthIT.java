package dev.mooring.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.broker.MosquittoBroker;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What monitors see while brokers come and go. The application starts before any broker does, and is never restarted. */
@OnMosquitto
class HealthIT {

    private static final String HEALTH = "/api/v1/mqtt/health";

    private static MosquittoBroker first;
    private static MosquittoBroker second;
    private static PackagedApplication application;

    @BeforeAll
    static void startApplicationBeforeItsBrokers() {
        first = MosquittoBroker.builder().build();
        second = MosquittoBroker.builder().build();
        application = PackagedApplication.builder()
                .environment("MOORING_INSTANCE_ID", "bfg_back")
                .site("site_88", first.url())
                .site("site_90", second.url())
                // on MQTT 3.1.1, brokers that stop as often as here look like a fight over a client id
                .property("mooring.defaults.takeover-cooldown", "1s")
                .start()
                .awaitListening();
    }

    @AfterAll
    static void end() {
        application.close();
        first.close();
        second.close();
    }

    @BeforeEach
    void stopBrokers() {
        first.stop();
        second.stop();
        awaitHealth("critical");
    }

    @Test
    void shouldBeCriticalButLiveWithoutAnyBroker() {
        assertHealth(503, "critical", 0);
        assertThat(application.get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(application.get("/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(application.get("/q/health/started").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldRecoverByItselfWhenTheBrokersStart() {
        first.start();
        second.start();
        Stopwatch watch = new Stopwatch();

        awaitHealth("healthy");

        Stopwatch.report("both brokers started to healthy", watch.elapsed());
        assertHealth(200, "healthy", 2);
        assertThat(application.get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(application.get("/q/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldBeDegradedAndReadyWithOneBrokerAway() {
        second.start();

        awaitHealth("degraded");

        assertHealth(200, "degraded", 1);
        assertThat(application.get("/q/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldTellAboutEachSiteWhenAsked() {
        second.start();
        awaitHealth("degraded");

        JsonNode document = application.json(HEALTH + "/?verbose=true");

        assertThat(document.fieldNames())
                .toIterable()
                .containsExactly("status", "service", "connections", "timestamp", "details");
        assertThat(Instant.parse(document.path("timestamp").asText()))
                .isBetween(Instant.now().minusSeconds(10), Instant.now());
        assertThat(document.path("details")).hasSize(2);
        JsonNode away = document.path("details").path(0);
        JsonNode connected = document.path("details").path(1);
        assertThat(away.path("status").asText()).isIn("backing-off", "connecting");
        assertThat(away.path("error_message").asText()).isNotEmpty();
        assertThat(Instant.parse(connected.path("last_connected_at").asText()))
                .isBetween(Instant.now().minusSeconds(30), Instant.now());
        assertThat(connected.toString())
                .isEqualTo("{\"site_id\":\"site_90\",\"site_name\":\"site_90\",\"status\":\"connected\","
                        + "\"is_enabled\":true,\"last_connected_at\":\""
                        + connected.path("last_connected_at").asText() + "\",\"error_message\":null}");
    }

    @Test
    void shouldCountACriticalSiteForReadinessAndADisabledOneForNothing() {
        second.start();
        try (PackagedApplication other = PackagedApplication.builder()
                .environment("MOORING_INSTANCE_ID", "other")
                .site("important", first.url())
                .property("mooring.sites.important.critical", "true")
                .site("site_90", second.url())
                .site("closed", first.url())
                .property("mooring.sites.closed.enabled", "false")
                .start()
                .awaitListening()) {
            await().untilAsserted(() -> assertThat(other.json(HEALTH + "/").toString())
                    .isEqualTo("{\"status\":\"degraded\",\"service\":{\"running\":true,\"instance_id\":\"other\"},"
                            + "\"connections\":{\"total\":3,\"enabled\":2,\"healthy\":1,\"unhealthy\":1}}"));
            assertThat(other.get("/q/health/ready").statusCode()).isEqualTo(503);
            assertThat(other.get("/q/health/live").statusCode()).isEqualTo(200);

            first.start();

            other.awaitReady();
        }
    }

    @Test
    void shouldWarnWhenNoSiteIsEnabled() {
        try (PackagedApplication idle = PackagedApplication.builder()
                .environment("MOORING_INSTANCE_ID", "idle")
                .site("site_88", first.url())
                .property("mooring.sites.site_88.enabled", "false")
                .start()
                .awaitReady()) {
            HttpResponse<String> answer = idle.get(HEALTH);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .isEqualTo("{\"status\":\"warning\",\"service\":{\"running\":true,\"instance_id\":\"idle\"},"
                            + "\"connections\":{\"total\":1,\"enabled\":0,\"healthy\":0,\"unhealthy\":0}}");
        }
    }

    /** To the letter, with and without the last slash. */
    private static void assertHealth(int status, String word, int healthy) {
        for (String path : new String[] {HEALTH, HEALTH + "/"}) {
            HttpResponse<String> answer = application.get(path);

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body())
                    .isEqualTo("{\"status\":\"" + word
                            + "\",\"service\":{\"running\":true,\"instance_id\":\"bfg_back\"},"
                            + "\"connections\":{\"total\":2,\"enabled\":2,\"healthy\":" + healthy + ",\"unhealthy\":"
                            + (2 - healthy) + "}}");
        }
    }

    private static void awaitHealth(String word) {
        await("health is " + word)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> application.json(HEALTH).path("status").asText().equals(word));
    }
}
