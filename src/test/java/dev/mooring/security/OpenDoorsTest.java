package dev.mooring.security;

import dev.mooring.device.RecordedUpdates;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** Behind a gateway that authenticates: what it passes on is not looked at. */
@QuarkusTest
@TestProfile(OpenDoorsTest.Off.class)
class OpenDoorsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic b3BlcmF0b3I6d3Jvbmc=", "Bearer abc", "x"})
    void shouldLetEverybodyIn(String credentials) {
        assertThat(given().header("Authorization", credentials)
                        .get("/api/v1/sites")
                        .statusCode())
                .isEqualTo(200);
        assertThat(given().header("Authorization", credentials)
                        .delete("/configs/aa-bb-cc-dd-ee-ff")
                        .statusCode())
                .isEqualTo(404);
        assertThat(given().header("Authorization", credentials)
                        .get("/q/openapi")
                        .statusCode())
                .isEqualTo(200);
    }

    /** The application with {@code mooring.security.mode=off}. */
    public static final class Off extends RecordedUpdates {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("mooring.security.mode", "off");
            return config;
        }
    }
}
