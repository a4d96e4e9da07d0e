package dev.mooring.site;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DurationConverterTest {

    private final DurationConverter converter = new DurationConverter();

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "5s, PT5S",
        "2m, PT2M",
        "1h, PT1H",
        "1d, PT24H",
        "1.5h, PT1H30M",
        "0.5ms, PT0.0005S",
        "5 s, PT5S",
        "' 5s ', PT5S",
        "1H, PT1H",
        "PT5S, PT5S",
        "pt0.5s, PT0.5S",
        "P1D, PT24H",
        "0, PT0S",
        // as the replaced systems write them
        "5, PT5S",
        "5.0, PT5S",
        "0.5, PT0.5S",
        "60, PT1M",
    })
    void shouldRead(String text, Duration duration) {
        assertThat(converter.convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "-5",
                "-5s",
                "PT-5S",
                "5x",
                "s",
                "5,0",
                "1e3",
                "5.",
                ".5",
                "5 5",
                "NaN",
                "1234567890123",
                "999999999999d",
                "0.000000001ms",
                "PT99999999999999999999S",
                "5s; rm"
            })
    void shouldRefuse(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> converter.convert(text))
                .withMessage("'" + text
                        + "' is no duration; expected such as 500ms, 5s, 1h, PT5S, or plain seconds like 0.5");
    }

    @Test
    void shouldRefuseABlank() {
        assertThatIllegalArgumentException().isThrownBy(() -> converter.convert(" "));
    }
}
