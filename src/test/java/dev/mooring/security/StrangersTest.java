package dev.mooring.security;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What strangers send, and how little they get out of it. */
class StrangersTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "2001:db8:1:2::1, 2001:db8:1:2::/64",
        "2001:db8:1:3::1, 2001:db8:1:3::/64",
        "::1, ::1",
        "no:address, no:address"
    })
    void shouldTakeAnIpv6NetworkForOneStranger(String address, String text) {
        assertThat(ClientAddress.of(address)).hasToString(text);
    }

    @Test
    void shouldMakeOneShortLineOfWhatTheySend() {
        assertThat(Printable.of("a\r\nb\u001b[31m\u2028c\u00e9")).isEqualTo("a??b?[31m?c?");
        assertThat(Printable.of("x".repeat(300))).hasSize(259).endsWith("x...");
    }

    @Test
    void shouldLeaveOutWhatOneStrangerSaysTooOften() {
        long[] now = {0};
        LineBudget budget = new LineBudget(2, 5, () -> now[0]);
        ClientAddress one = new ClientAddress("192.0.2.1");
        assertThat(budget.allows(one)).isTrue();
        assertThat(budget.allows(one)).isTrue();

        assertThat(budget.allows(one)).isFalse();
        assertThat(budget.allows(new ClientAddress("192.0.2.2"))).isTrue();

        now[0] += Duration.ofMinutes(1).toNanos();
        assertThat(budget.allows(one)).isTrue();
    }

    @Test
    void shouldLeaveOutWhatManyStrangersSayTooOften() {
        LineBudget budget = new LineBudget(2, 5, () -> 0);
        int written = 0;
        for (int i = 0; i < 100; i++) {
            written += budget.allows(new ClientAddress("192.0.2." + i)) ? 1 : 0;
        }

        assertThat(written).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"prod, false", "test, true", "dev, true"})
    void shouldHaveAUserOfItsOwnInDevelopmentOnly(String profile, boolean user) throws IOException {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withProfile(profile)
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(Path.of("src/main/resources/application.properties")
                        .toUri()
                        .toURL()))
                .build();

        assertThat(config.getOptionalValue("mooring.security.users.operator.password-hash", String.class)
                        .isPresent())
                .isEqualTo(user);
        assertThat(config.getPropertyNames())
                .filteredOn(name -> name.startsWith("mooring.security."))
                .hasSize(user ? 2 : 0);
    }
}
