package dev.mooring.device;

import dev.mooring.site.Sites;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@QuarkusTest
@TestProfile(DeviceProfile.OnArtemis.class)
class AudienceTest {

    @Inject
    Sites sites;

    @Test
    void shouldBeTheSitesThatAreNamed() {
        assertThat(audience("late, barn").sites())
                .extracting(site -> site.name())
                .containsExactly("barn", "late");
    }

    @Test
    void shouldBeTheDefaultSiteIfNoneIsNamed() {
        Audience audience = audience("");
        audience.check(new StartupEvent());

        assertThat(audience.sites()).extracting(site -> site.name()).containsExactly("default");
    }

    @ParameterizedTest
    @CsvSource({
        "'barn,shed', there is no site 'shed'",
        "moat, the site 'moat' is disabled",
    })
    void shouldStopTheStartWithANameThatMeansNothing(String names, String why) {
        Audience audience = audience(names);

        assertThatThrownBy(() -> audience.check(new StartupEvent()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("mooring.devices.sites must name enabled sites, but " + why);
    }

    private Audience audience(String names) {
        DeviceConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withMapping(DeviceConfig.class)
                .withSources(new PropertiesConfigSource(Map.of("mooring.devices.sites", names), "test", 250))
                .build()
                .getConfigMapping(DeviceConfig.class);
        return new Audience(sites, config);
    }
}
