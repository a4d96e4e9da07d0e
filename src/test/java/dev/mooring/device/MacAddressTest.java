package dev.mooring.device;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MacAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"aa-bb-cc-dd-ee-ff", "AA-BB-CC-DD-EE-FF", "aA-Bb-cC-Dd-eE-Ff"})
    void shouldBeKeptInLowerCase(String text) {
        assertThat(new MacAddress(text))
                .hasToString("aa-bb-cc-dd-ee-ff")
                .isEqualTo(new MacAddress("aa-bb-cc-dd-ee-ff"));
    }

    @Test
    void shouldTakeEveryHexDigit() {
        assertThat(new MacAddress("01-23-45-67-89-AB").value()).isEqualTo("01-23-45-67-89-ab");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "../../etc/passwd",
                "AA:BB:CC:DD:EE:FF",
                "aabbccddeeff",
                "aa-bb-cc-dd-ee",
                "aa-bb-cc-dd-ee-f",
                "aa-bb-cc-dd-ee-ff-00",
                "aa-bb-cc-dd-ee-fff",
                "aa-bb-cc-dd-ee-gg",
                "aa-bb-cc-dd-ee-ff.json",
                " aa-bb-cc-dd-ee-ff",
                "aa-bb-cc-dd-ee-ff\n",
                "aa-bb-cc-dd-ee-ff\u0000",
                "aa–bb–cc–dd–ee–ff",
                "٠٠-bb-cc-dd-ee-ff",
            })
    void shouldRefuseAnyOtherForm(String text) {
        assertThatThrownBy(() -> new MacAddress(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MAC address must have the form aa-bb-cc-dd-ee-ff, got: '" + text + "'");
    }

    @Test
    void shouldBeInOrderOfItsText() {
        assertThat(new MacAddress("aa-00-00-00-00-00"))
                .isGreaterThan(new MacAddress("09-00-00-00-00-00"))
                .isLessThan(new MacAddress("AB-00-00-00-00-00"));
    }

    @Test
    void shouldNotDependOnTheLanguageOfTheMachine() {
        assertThat("I".toLowerCase(Locale.forLanguageTag("tr"))).isNotEqualTo("i");
        assertThat(new MacAddress("DD-DD-DD-DD-DD-DD").value()).isEqualTo("dd-dd-dd-dd-dd-dd");
    }
}
