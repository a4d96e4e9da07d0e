package dev.mooring.device;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.security.TestSecurity;
import jakarta.inject.Inject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** The scenarios of the replaced service's test plan, section 13, in which MQTT is off: the same whatever broker there might be. */
@QuarkusTest
@TestProfile(RecordedUpdates.class)
@TestSecurity(user = "ada", roles = "operator")
class DocumentDWithoutMqttTest {

    @Inject
    SitesUpdateChannel channel;

    @Inject
    MeterRegistry metrics;

    @Test
    void mqttDisabled_publishConfigUpdateCalled_silentSkip() {
        double skipped = metrics.counter("mqtt.publish.noop").count();
        double published = published();

        notifier().configSaved(file("0d-00-00-00-00-01.json"));

        assertThat(metrics.counter("mqtt.publish.noop").count()).isEqualTo(skipped + 1);
        assertThat(published()).isEqualTo(published);
    }

    @Test
    void mqttDisabled_publishAssetUpdateCalled_silentSkip() {
        double skipped = metrics.counter("mqtt.publish.noop").count();
        double published = published();

        notifier().assetSaved(file("firmware.bin"));

        assertThat(metrics.counter("mqtt.publish.noop").count()).isEqualTo(skipped + 1);
        assertThat(published()).isEqualTo(published);
    }

    @Test
    void mqttDisabled_configSaved_apiReturns200() {
        given().contentType("application/json")
                .body("{}")
                .put("/configs/0d-00-00-00-00-01")
                .then()
                .statusCode(200);
    }

    @Test
    void mqttDisabled_assetUploaded_apiReturns200() {
        DocumentDContract.upload("firmware-v1.2.3.bin").then().statusCode(200);
    }

    @Test
    void mqttDisabled_metricsScraped_mqttEnabledIs0() {
        assertThat(DocumentDContract.value("mqtt_enabled")).isZero();
    }

    private UpdateNotifier notifier() {
        return new UpdateNotifier(channel, device -> {}, metrics);
    }

    private static StoredFile file(String name) {
        return new StoredFile(name, 1, "00", 1, Instant.EPOCH);
    }

    /** All publishes, whatever became of them. */
    private double published() {
        return metrics.get("mqtt.publish").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
