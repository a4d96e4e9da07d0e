package dev.mooring.device;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AssetNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "firmware-v1.2.3.bin", "my fire ware (2).bin", "a_b+c@d=e,f~g", "-x", "a..b"})
    void shouldTakeAPlainName(String name) {
        assertThat(new AssetName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                "../a",
                "..\\a",
                "/a",
                "\\a",
                "a/b",
                "a\\b",
                "a:b",
                ".a",
                " a",
                "a ",
                "a.",
                "a\u0000",
                "a\n",
                "a\tb",
                "\u007fa",
                "\u00fc",
                "\uff0e\uff0e\uff0fa",
                "a\u202eb",
                "e\u0301",
                "a\u00a0b",
                "a*",
                "a?b",
                "a\"b",
                "a<b",
                "a|b",
                "a%2fb",
                "a;b",
                "a'b"
            })
    void shouldRefuseAnyOther(String name) {
        assertRefused(name);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 300, 100_000})
    void shouldRefuseALongName(int length) {
        assertThat(new AssetName("a".repeat(200)).value()).hasSize(200);
        assertRefused("a".repeat(length));
    }

    private static void assertRefused(String name) {
        assertThatThrownBy(() -> new AssetName(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A file name must have 1 to 200 characters");
    }
}
