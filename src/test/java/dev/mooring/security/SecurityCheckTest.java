package dev.mooring.security;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What ends the start, and what is only said. */
class SecurityCheckTest {

    private static final String HASH = "$2a$10$enm1.7Z7/9QMqPxllQnY.ezspar1pAMOQ9.InfcdAPGcRjv44i/s2";

    private final List<String> said = new ArrayList<>();
    private final Logger log = Logger.getLogger("dev.mooring.security");
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            said.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        log.addHandler(listener);
    }

    @AfterEach
    void stopListening() {
        log.removeHandler(listener);
    }

    @ParameterizedTest
    @CsvSource({
        "failures, 1, 1000, 0, 1001",
        "address-failures, 1, 100000, 0, 100001",
        "window, 1S, 1D, 0.999S, 86401S",
        "duration, 1S, 15M, 0.999S, 86401S",
        "max-duration, 1M, 1D, 59S, 86401S",
    })
    void shouldRefuseALockoutOutsideItsRange(String key, String least, String most, String below, String above) {
        String name = "mooring.security.lockout." + key;

        assertThatCode(() -> check(Map.of(name, iso(least)))).doesNotThrowAnyException();
        assertThatCode(() -> check(Map.of(name, iso(most)))).doesNotThrowAnyException();
        for (String outside : List.of(below, above)) {
            assertThatThrownBy(() -> check(Map.of(name, iso(outside))))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith(name + ": must be from ")
                    .hasMessageContaining("got: ");
        }
    }

    /** As {@link java.time.Duration} writes it; a number stays one. */
    private static String iso(String value) {
        if (value.endsWith("D")) {
            return "P" + value;
        }
        return value.endsWith("S") || value.endsWith("M") ? "PT" + value : value;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"swordfish", "$2x$10$enm1.7Z7/9QMqPxllQnY.ezspar1pAMOQ9.InfcdAPGcRjv44i/s2", "$2a$10$short"})
    void shouldRefuseAPasswordInClearWithoutQuotingIt(String hash) {
        assertThatThrownBy(() -> check(user(hash, "viewer")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("mooring.security.users.ada.password-hash: is no bcrypt hash")
                .hasMessageNotContaining(hash);
    }

    @Test
    void shouldRefuseARoleThatDoesNotExist() {
        assertThatThrownBy(() -> check(user(HASH, "viewer,admin")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("mooring.security.users.ada.roles: must be of viewer, operator, device, got: admin");
    }

    @Test
    void shouldSayWhenNobodyGetsInOrEverybodyDoes() {
        check(user(HASH, "viewer,operator,device"));
        assertThat(said).isEmpty();

        check(Map.of());
        assertThat(said).singleElement().asString().startsWith("WARN").contains("No user is configured");
        said.clear();

        check(Map.of("mooring.security.mode", "off"));
        assertThat(said).singleElement().asString().startsWith("WARN").contains("everybody who reaches this service");
    }

    @Test
    void shouldRefuseTokensWithoutAnybodyWhoMadeThem() {
        Map<String, String> tokens = Map.of("mooring.security.mode", "oidc");

        assertThatThrownBy(() -> check(tokens, true, null, null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.oidc.auth-server-url: must be set");
        assertThatCode(() -> check(tokens, true, "https://id.example", null)).doesNotThrowAnyException();
        assertThatCode(() -> check(tokens, true, null, "key")).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseTokensThatDoNotFollowTheMode() {
        assertThatThrownBy(() -> check(Map.of("mooring.security.mode", "oidc"), false, null, "key"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.oidc.tenant-enabled: ");
        assertThatThrownBy(() -> check(Map.of(), true, null, "key"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.oidc.tenant-enabled: ");
    }

    private static Map<String, String> user(String hash, String roles) {
        return new HashMap<>(
                Map.of("mooring.security.users.ada.password-hash", hash, "mooring.security.users.ada.roles", roles));
    }

    private static void check(Map<String, String> properties) {
        check(properties, false, null, null);
    }

    private static void check(
            Map<String, String> properties, boolean tokens, @Nullable String server, @Nullable String key) {
        SecurityConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(SecurityConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(SecurityConfig.class);
        new SecurityCheck(config, tokens, Optional.ofNullable(server), Optional.ofNullable(key))
                .check(new StartupEvent());
    }
}
