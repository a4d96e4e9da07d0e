package dev.mooring.delivery;

import dev.mooring.broker.Peer;
import dev.mooring.exchange.ExchangeProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.mooring.delivery.ProbedSites.soon;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** Probes in the application: over HTTP, in the metrics, and in the health document. */
@QuarkusTest
@TestProfile(ExchangeProfile.class)
class VerificationResourceTest {

    @ParameterizedTest
    @CsvSource({
        "north,north/mooring/verification/north_itest",
        "south,south/mooring/verification/south_itest",
        "default,mooring/verification/default_itest"
    })
    void shouldShowWhatTheProbeSees(String site, String topic) {
        soon(() -> assertThat(show(site).getLong("received")).isGreaterThan(2));

        JsonPath shown = show(site);
        assertThat(shown.<String, Object>getMap("$"))
                .containsEntry("enabled", true)
                .containsEntry("state", "running")
                .containsEntry("topic", topic)
                .containsEntry("lost", 0)
                .containsEntry("late", 0)
                .containsEntry("refused", 0)
                .containsKeys("since", "attempted", "acknowledged", "duplicated", "reordered", "unexpected", "skipped")
                .containsKeys("under_way", "last_round_trip_ms", "round_trip_p50_ms", "round_trip_p99_ms")
                .containsKey("round_trip_p99_9_ms")
                .doesNotContainKeys("last_loss", "counted", "took");
        assertThat(shown.getDouble("round_trip_p50_ms"))
                .isPositive()
                .isLessThanOrEqualTo(shown.getDouble("round_trip_p99_9_ms"));
    }

    @Test
    void shouldSayNothingButThatASiteIsNotProbed() {
        assertThat(get("moat").asString()).isEqualTo("{\"enabled\":false}");
    }

    @Test
    void shouldNotKnowWhatDoesNotExist() {
        Response answer = get("nowhere");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.jsonPath().getString("code")).isEqualTo("RECORD_NOT_FOUND");
    }

    @Test
    void shouldBeMeasured() {
        soon(() -> assertThat(given().get("/q/metrics").asString())
                .containsPattern("mooring_verification_published_total\\{site=\"north\"} [1-9]")
                .containsPattern("mooring_verification_acknowledged_total\\{site=\"north\"} [1-9]")
                .containsPattern("mooring_verification_received_total\\{site=\"north\"} [1-9]")
                .contains("mooring_verification_lost_total{site=\"north\"} 0.0")
                .contains("mooring_verification_late_total{site=\"north\"}")
                .contains("mooring_verification_duplicated_total{site=\"north\"}")
                .contains("mooring_verification_reordered_total{site=\"north\"}")
                .contains("mooring_verification_skipped_total{site=\"north\"}")
                .contains("mooring_verification_under_way{site=\"north\"}")
                .contains("mooring_verification_round_trip_seconds_bucket{site=\"north\",le=\"0.001\"}")
                .doesNotContain("mooring_verification_lost_total{site=\"moat\"}"));
    }

    @Test
    void shouldBeInTheHealthDocumentWhereThereIsAProbe() {
        soon(() -> {
            JsonPath health = given().get("/api/v1/mqtt/health?verbose=true").jsonPath();
            assertThat(health.<String, Object>getMap("details.find { it.site_id == 'north' }.verification"))
                    .containsEntry("state", "running")
                    .containsEntry("lost", 0)
                    .containsKeys("acknowledged", "received", "last_round_trip_ms")
                    .doesNotContainKey("last_loss");
            assertThat(health.<String, Object>getMap("details.find { it.site_id == 'moat' }"))
                    .doesNotContainKey("verification");
        });
    }

    /** Nothing that a stranger says there counts as received. */
    @Test
    void shouldNotBeFooledByOthers() {
        long before = show("north").getLong("unexpected");
        try (Peer peer = Peer.to(ConfigProvider.getConfig().getValue("mooring.sites.north.url", String.class))
                .connect()) {
            for (String payload : List.of("5", "no number", "999999999999999999")) {
                peer.publish("north/mooring/verification/north_itest", payload, 1, false);
            }
        }

        soon(() -> assertThat(show("north").getLong("unexpected")).isGreaterThanOrEqualTo(before + 3));
        assertThat(show("north").getLong("lost")).isZero();
    }

    private static JsonPath show(String site) {
        Response answer = get(site);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.jsonPath();
    }

    private static Response get(String site) {
        return given().auth().preemptive().basic("operator", "mooring").get("/api/v1/sites/" + site + "/verification");
    }
}
