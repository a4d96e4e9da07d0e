package dev.mooring.demo;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DemoBrokerTest {

    private static final int DEV_SERVICES = 240;

    @Test
    void shouldRunTheEmbeddedBrokerWhereNobodySaysOtherwise() throws IOException {
        assertThat(DemoBroker.isOurDefault(config(Map.of()).getConfigValue(DemoBroker.PORT)))
                .isTrue();
    }

    @Test
    void shouldLeaveItToDevServicesWhereTheyStartedABroker() throws IOException {
        SmallRyeConfig config = config(Map.of(DemoBroker.PORT, "32768"));

        assertThat(DemoBroker.isOurDefault(config.getConfigValue(DemoBroker.PORT)))
                .isFalse();
    }

    private static SmallRyeConfig config(Map<String, String> devServices) throws IOException {
        return new SmallRyeConfigBuilder()
                .withProfile("dev")
                .withSources(new PropertiesConfigSource(
                        DemoBroker.class.getResource("/META-INF/microprofile-config.properties")))
                .withSources(new PropertiesConfigSource(devServices, "dev services", DEV_SERVICES))
                .build();
    }
}
