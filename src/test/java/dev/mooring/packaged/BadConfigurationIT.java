package dev.mooring.packaged;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is wrong ends the start with one line on standard error that names the key. Needs no broker. */
class BadConfigurationIT {

    private static final String GOOD_URL = "mqtt://127.0.0.1:1883";

    @ParameterizedTest
    @CsvSource({
        "http://x, 'scheme must be mqtt, mqtts, ws or wss'",
        "mqtt://, not a URL",
    })
    void shouldRefuseAUrl(String url, String why) {
        assertRefused(PackagedApplication.builder().site("harbor", url), "mooring.sites.harbor.url", why);
    }

    @Test
    void shouldNameTheVariableOfTheReplacedSystemsAndNotRepeatAPassword() {
        String line = refusal(PackagedApplication.builder().environment("MQTT_URL", "mqtt://ana:s3cret@ho st"));

        assertThat(line).startsWith("mooring.sites.default.url (or MQTT_URL): ").doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "#", "/x", "x/"})
    void shouldRefuseANameThatBreaksTopics(String name) {
        assertRefused(
                PackagedApplication.builder().site("\"" + name + "\"", GOOD_URL),
                "mooring.sites.\"" + name + "\"",
                "a site's name must not be empty");
    }

    @Test
    void shouldRefuseTwoSitesWithOneClientIdOnOneBroker() {
        assertRefused(
                PackagedApplication.builder()
                        .site("north", GOOD_URL)
                        .site("south", GOOD_URL)
                        .property("mooring.client-id", "{instance}")
                        .property("mooring.instance-id", "same"),
                "mooring.sites.south.client-id",
                "site 'north'");
    }

    @ParameterizedTest
    @CsvSource({
        "mooring.sites.harbor.keep-alive, soon, is no duration",
        "mooring.defaults.reconnect.min-delay, 5 parsecs, is no duration",
        "mooring.shutdown-timeout, 0s, must be positive",
        "mooring.sites.harbor.password-file, no-such-file, cannot be read",
        "mooring.sites.harbor.keepalive, 60s, does not map",
        "mooring.security.users.ana.password-hash, plain, is no bcrypt hash",
    })
    void shouldRefuseAValue(String key, String value, String why) {
        assertRefused(
                PackagedApplication.builder()
                        .site("harbor", GOOD_URL)
                        .property("mooring.security.users.ana.roles", "viewer")
                        .property("mooring.security.users.ana.password-hash", "$2a$10$" + "a".repeat(53))
                        .property(key, value),
                key,
                why);
    }

    @Test
    void shouldRefuseAPortThatIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            assertRefused(PackagedApplication.builder().property("quarkus.http.port", port), "quarkus.http.port", port);
        }
    }

    private static void assertRefused(PackagedApplication.Builder builder, String key, String why) {
        assertThat(refusal(builder)).contains(key).contains(why);
    }

    /** The one line. */
    private static String refusal(PackagedApplication.Builder builder) {
        try (PackagedApplication application = builder.start()) {
            PackagedApplication.Exit exit = application.awaitExit();
            List<String> lines = application.stderr().lines().toList();

            assertThat(exit.code()).as(application::output).isNotZero();
            assertThat(lines).as(application::output).hasSize(1);
            return lines.get(0);
        }
    }
}
