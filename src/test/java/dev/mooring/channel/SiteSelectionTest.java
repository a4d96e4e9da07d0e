package dev.mooring.channel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SiteSelectionTest {

    @ParameterizedTest
    @CsvSource({
        "'*', anything, true",
        "site_88, site_88, true",
        "site_88, site_8, false",
        "site_88, site_881, false",
        "'a, b', b, true",
        "'a, b', c, false",
        "site_?, site_8, true",
        "site_?, site_88, false",
        "'ha*,river', harbor, true",
        "'*.north', harbor.north, true",
        "'*.north', harborxnorth, false",
        "a.c, abc, false"
    })
    void shouldSelectNamesAndGlobs(String selection, String site, boolean selected) {
        assertThat(SiteSelection.parse(selection).selects(site)).isEqualTo(selected);
    }

    @Test
    void shouldRefuseAnEmptyName() {
        assertThatThrownBy(() -> SiteSelection.parse("a,,b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a site's name must not be empty");
    }
}
