package dev.mooring.delivery;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProbeSettingsTest {

    @Test
    void shouldBeOffByDefault() {
        assertThat(read(Map.of())).isEqualTo(new ProbeSettings(false, Duration.ofSeconds(1), Duration.ofSeconds(10)));
    }

    @Test
    void shouldReadEveryKey() {
        assertThat(read(Map.of(
                        "mooring.verification.enabled", "true",
                        "mooring.verification.interval", "250ms",
                        "mooring.verification.deadline", "1m")))
                .isEqualTo(new ProbeSettings(true, Duration.ofMillis(250), Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @CsvSource({"interval,9ms", "interval,61m", "deadline,99ms", "deadline,25h", "deadline,0"})
    void shouldNameTheKeyThatIsWrong(String key, String value) {
        assertThatThrownBy(() -> read(Map.of("mooring.verification." + key, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("mooring.verification." + key + ": must be ");
    }

    static ProbeSettings read(Map<String, String> values) {
        return ProbeSettings.of(config(values));
    }

    static VerificationConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(VerificationConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 250))
                .build()
                .getConfigMapping(VerificationConfig.class);
    }
}
