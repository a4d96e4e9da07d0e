package dev.mooring.site;

import dev.mooring.mqtt.BrokerAddress;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.Credentials;
import dev.mooring.mqtt.Limits;
import dev.mooring.mqtt.ReconnectOptions;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import dev.mooring.mqtt.Transport;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class SettingsReaderTest {

    private static final String URL = "mooring.sites.site_88.url";

    @TempDir
    private Path directory = Path.of("");

    // ---- defaults

    @Test
    void shouldFillInEveryDefaultOfASite() {
        SiteSettings site = one(Map.of(URL, "mqtt://broker"));

        assertThat(site.name()).isEqualTo("site_88");
        assertThat(site.enabled()).isTrue();
        assertThat(site.critical()).isFalse();
        assertThat(site.prefix()).isEqualTo("site_88");
        assertThat(site.subscriptions()).containsExactly(new TopicFilter("site_88/#"));
        assertThat(site.statusTopic()).contains(new TopicName("site_88/backend/status"));
        assertThat(site.below("sensors/+/temp")).isEqualTo("site_88/sensors/+/temp");
        BrokerAccess broker = site.broker();
        assertThat(broker.url().addresses()).containsExactly(new BrokerAddress("broker", 1883, Transport.TCP));
        assertThat(broker.clientId()).isEqualTo(new ClientId("site_88_ibfg_back"));
        assertThat(broker.credentials().get()).isEmpty();
        assertThat(broker.cleanSession()).isFalse();
        assertThat(broker.keepAlive()).isEqualTo(Duration.ofSeconds(60));
        assertThat(broker.reconnect())
                .isEqualTo(new ReconnectOptions(Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(30)));
        assertThat(broker.limits()).isEqualTo(new Limits(1000, 1000, 1_048_576, 0));
        assertThat(broker.tlsConfigurationName()).isEmpty();
    }

    @Test
    void shouldFillInEveryDefaultOfAllSites() {
        MooringConfig config = config(Map.of());

        assertThat(config.instanceId()).isEmpty();
        assertThat(config.clientId()).isEqualTo("{site}_i{instance}");
        assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.statusFormat()).isEqualTo(MooringConfig.StatusFormat.JSON);
        assertThat(config.connectRate()).isEqualTo(200);
        assertThat(config.notificationTopics())
                .containsExactly("iotsupport/updates/configs", "iotsupport/updates/assets");
        assertThat(new SettingsReader(config, "bfg_back").read()).isEmpty();
    }

    @Test
    void shouldGiveTheSiteDefaultNoPrefixAndNoSubscription() {
        SiteSettings site = one(Map.of("mooring.sites.default.url", "mqtt://broker"));

        assertThat(site.prefix()).isEmpty();
        assertThat(site.subscriptions()).isEmpty();
        assertThat(site.statusTopic()).contains(new TopicName("mooring/default_ibfg_back/status"));
        assertThat(site.below("a/b")).isEqualTo("a/b");
    }

    @Test
    void shouldTreatTheSiteDefaultWithAPrefixLikeAnyOther() {
        SiteSettings site =
                one(Map.of("mooring.sites.default.url", "mqtt://broker", "mooring.sites.default.prefix", "plant/"));

        assertThat(site.prefix()).isEqualTo("plant");
        assertThat(site.statusTopic()).contains(new TopicName("plant/backend/status"));
    }

    @Test
    void shouldNotCountASiteDefaultWithoutAddress() {
        assertThat(read(Map.of("mooring.sites.default.username", "me"))).isEmpty();
    }

    // ---- everything set

    @Test
    void shouldTakeEveryValueOfASite() {
        SiteSettings site = one(Map.ofEntries(
                Map.entry(URL, "mqtts://url-user:url-secret@one,mqtt://two:1884"),
                Map.entry("mooring.sites.site_88.client-id", "me"),
                Map.entry("mooring.sites.site_88.username", "user"),
                Map.entry("mooring.sites.site_88.password", "secret"),
                Map.entry("mooring.sites.site_88.enabled", "false"),
                Map.entry("mooring.sites.site_88.critical", "true"),
                Map.entry("mooring.sites.site_88.prefix", "plant/88"),
                Map.entry("mooring.sites.site_88.subscriptions", "plant/88/a/#, other/+"),
                Map.entry("mooring.sites.site_88.status-topic", "plant/88/alive"),
                Map.entry("mooring.sites.site_88.protocol-version", "3.1.1"),
                Map.entry("mooring.sites.site_88.clean-session", "true"),
                Map.entry("mooring.sites.site_88.session-expiry", "2h"),
                Map.entry("mooring.sites.site_88.keep-alive", "7s"),
                Map.entry("mooring.sites.site_88.lwt-enabled", "true"),
                Map.entry("mooring.sites.site_88.reconnect.min-delay", "1s"),
                Map.entry("mooring.sites.site_88.reconnect.max-delay", "1m"),
                Map.entry("mooring.sites.site_88.takeover-cooldown", "10s"),
                Map.entry("mooring.sites.site_88.receive-maximum", "11"),
                Map.entry("mooring.sites.site_88.max-inflight", "12"),
                Map.entry("mooring.sites.site_88.max-packet-size", "13"),
                Map.entry("mooring.sites.site_88.topic-aliases", "14"),
                Map.entry("mooring.sites.site_88.tls-configuration-name", "plant")));

        assertThat(site.enabled()).isFalse();
        assertThat(site.critical()).isTrue();
        assertThat(site.prefix()).isEqualTo("plant/88");
        assertThat(site.subscriptions()).containsExactly(new TopicFilter("plant/88/a/#"), new TopicFilter("other/+"));
        assertThat(site.statusTopic()).contains(new TopicName("plant/88/alive"));
        BrokerAccess broker = site.broker();
        assertThat(broker.url().addresses())
                .containsExactly(
                        new BrokerAddress("one", 8883, Transport.TLS), new BrokerAddress("two", 1884, Transport.TCP));
        assertThat(broker.clientId()).isEqualTo(new ClientId("me"));
        assertThat(broker.credentials().get()).contains(new Credentials("user", "secret"));
        assertThat(broker.cleanSession()).isTrue();
        assertThat(broker.keepAlive()).isEqualTo(Duration.ofSeconds(7));
        assertThat(broker.reconnect())
                .isEqualTo(new ReconnectOptions(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(10)));
        assertThat(broker.limits()).isEqualTo(new Limits(11, 12, 13, 14));
        assertThat(broker.tlsConfigurationName()).contains("plant");
    }

    @Test
    void shouldLetASiteWinOverTheDefaults() {
        List<SiteSettings> sites = read(Map.of(
                URL,
                "mqtt://one",
                "mooring.sites.site_89.url",
                "mqtt://two",
                "mooring.defaults.keep-alive",
                "10s",
                "mooring.defaults.reconnect.max-delay",
                "1m",
                "mooring.sites.site_89.keep-alive",
                "20s"));

        assertThat(sites).extracting(SiteSettings::name).containsExactly("site_88", "site_89");
        assertThat(sites)
                .extracting(site -> site.broker().keepAlive())
                .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(20));
        assertThat(sites)
                .extracting(site -> site.broker().reconnect().maxDelay())
                .containsOnly(Duration.ofMinutes(1));
    }

    @Test
    void shouldBuildClientIdsFromTheTemplate() {
        assertThat(one(Map.of(URL, "mqtt://broker", "mooring.client-id", "back-{instance}-of-{site}"))
                        .broker()
                        .clientId())
                .hasToString("back-bfg_back-of-site_88");
    }

    @Test
    void shouldSayNothingOnTheStatusTopicWithoutAWill() {
        assertThat(one(Map.of(URL, "mqtt://broker", "mooring.defaults.lwt-enabled", "false"))
                        .statusTopic())
                .isEmpty();
    }

    @Test
    void shouldTakeSitesWithDotsAndSlashesInTheirNames() {
        SiteSettings site = one(Map.of("mooring.sites.\"plant.7/a\".url", "mqtt://broker"));

        assertThat(site.name()).isEqualTo("plant.7/a");
        assertThat(site.subscriptions()).containsExactly(new TopicFilter("plant.7/a/#"));
    }

    // ---- credentials

    @Test
    void shouldTakeCredentialsFromTheUrl() {
        assertThat(one(Map.of(URL, "mqtt://user:secret@broker"))
                        .broker()
                        .credentials()
                        .get())
                .contains(new Credentials("user", "secret"));
    }

    @Test
    void shouldReadThePasswordFileAgainAndAgain() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "first\n");
        CredentialsSource credentials = one(Map.of(
                        URL, "mqtt://user:ignored@broker", "mooring.sites.site_88.password-file", file.toString()))
                .broker()
                .credentials();
        assertThat(credentials.get()).contains(new Credentials("user", "first"));

        Files.writeString(file, "second");

        assertThat(credentials.get()).contains(new Credentials("user", "second"));
    }

    @Test
    void shouldSayWhichPasswordFileWentAway() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "secret");
        CredentialsSource credentials = one(Map.of(
                        URL, "mqtt://user@broker", "mooring.sites.site_88.password-file", file.toString()))
                .broker()
                .credentials();
        Files.delete(file);

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(credentials::get)
                .withMessage("password file " + file + " cannot be read");
    }

    @Test
    void shouldNotPrintAPassword() {
        SiteSettings site =
                one(Map.of(URL, "mqtt://user:topsecret@broker", "mooring.sites.site_88.password", "topsecret"));

        assertThat(site.toString()).contains("site_88").doesNotContain("topsecret");
    }

    // ---- refusals

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url| http://broker| scheme must be mqtt, mqtts, ws or wss, got: http",
                "url| broker:1883| has no scheme; expected mqtt://, mqtts://, ws:// or wss://",
                "url| mqtt://user:topsecret@broker/x| must end after host and port: a path, query or fragment means nothing",
                "prefix| a/+| topic name must not contain wildcards, got: a/+",
                "subscriptions| a/#/b| wildcards must stand alone in a topic level, # in the last one, got: a/#/b",
                "status-topic| a/#| topic name must not contain wildcards, got: a/#",
                "protocol-version| 4| must be 5 or 3.1.1, got: 4",
                "keep-alive| 65536| must be whole seconds from 0 to 65535, got: PT18H12M16S",
                "keep-alive| 500ms| must be whole seconds from 0 to 65535, got: PT0.5S",
                "password| topsecret| ",
            })
    void shouldNameTheKeyOfAValueThatCannotBe(String property, String value, String message) {
        Map<String, String> values = new HashMap<>(Map.of(URL, "mqtt://broker"));
        values.put("mooring.sites.site_88." + property, value);

        assertRefused(
                values,
                message == null
                        ? "mooring.sites.site_88.username: is not set, but a password is"
                        : "mooring.sites.site_88." + property + ": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reconnect.min-delay| 0| must be positive, got: PT0S",
                "reconnect.max-delay| 1ms| must be at least reconnect.min-delay (PT0.5S), got: PT0.001S",
                "receive-maximum| 0| must be 1 to 65535, got: 0",
                "max-inflight| 65536| must be 1 to 65535, got: 65536",
                "max-packet-size| -1| must be 1 to 268435455, got: -1",
            })
    void shouldNameTheKeyOfANumberOutOfRange(String property, String value, String message) {
        assertRefused(
                Map.of(URL, "mqtt://broker", "mooring.sites.site_88." + property, value),
                "mooring.sites.site_88." + property + ": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "protocol-version| 4| mooring.defaults.protocol-version: must be 5 or 3.1.1, got: 4",
                "keep-alive| 65536| mooring.defaults.keep-alive (or MQTT_KEEP_ALIVE, MQTT_KEEPALIVE): must be whole seconds from 0 to 65535, got: PT18H12M16S",
                "reconnect.min-delay| 0| mooring.defaults.reconnect.min-delay (or MQTT_RECONNECT_MIN_DELAY): must be positive, got: PT0S",
                "reconnect.max-delay| 1ms| mooring.defaults.reconnect.max-delay (or MQTT_RECONNECT_MAX_DELAY): must be at least reconnect.min-delay (PT0.5S), got: PT0.001S",
                "max-inflight| 65536| mooring.defaults.max-inflight: must be 1 to 65535, got: 65536",
            })
    void shouldNameTheKeyThatWasSetNotTheSiteItIsFor(String property, String value, String message) {
        assertRefused(Map.of(URL, "mqtt://broker", "mooring.defaults." + property, value), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.9", "1500ms"})
    void shouldRefuseAKeepAliveWithAFraction(String value) {
        assertRefused(
                Map.of(URL, "mqtt://broker", "mooring.sites.site_88.keep-alive", value),
                "mooring.sites.site_88.keep-alive: must be whole seconds from 0 to 65535, got: "
                        + new DurationConverter().convert(value));
    }

    @Test
    void shouldNameTheMissingAddress() {
        assertRefused(Map.of("mooring.sites.site_88.enabled", "true"), URL + ": is not set");
        assertRefused(Map.of("mooring.sites.\"a.b\".enabled", "true"), "mooring.sites.\"a.b\".url: is not set");
    }

    @Test
    void shouldNameTheVariableOfTheReplacedSystemsToo() {
        assertRefused(
                Map.of("mooring.sites.default.url", "http://broker"),
                "mooring.sites.default.url (or MQTT_URL): scheme must be mqtt, mqtts, ws or wss, got: http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a+b", "#", "/a", "a/"})
    void shouldRefuseASiteWhoseNameWouldBreakItsTopics(String name) {
        assertRefused(
                Map.of("mooring.sites.\"" + name + "\".url", "mqtt://broker"),
                "mooring.sites.\"" + name
                        + "\": a site's name must not be empty, hold +, # or NUL, nor begin or end with /");
    }

    @Test
    void shouldRefuseASiteWithNulInItsName() {
        assertRefused(
                Map.of("mooring.sites.\"a\u0000b\".url", "mqtt://broker"),
                "mooring.sites.\"a?b\": a site's name must not be empty, hold +, # or NUL, nor begin or end with /");
    }

    @Test
    void shouldRefuseTwoSitesWithOneClientIdOnOneBroker() {
        assertRefused(
                Map.of(
                        "mooring.sites.a.url", "mqtt://one,mqtt://two",
                        "mooring.sites.a.client-id", "me",
                        "mooring.sites.b.url", "mqtt://Two:1883",
                        "mooring.sites.b.client-id", "me"),
                "mooring.sites.b.client-id: is the client id of site 'a' on the same broker already: me");
    }

    @Test
    void shouldTakeOneClientIdOnTwoBrokers() {
        assertThat(read(Map.of(
                        "mooring.sites.a.url", "mqtt://one",
                        "mooring.sites.a.client-id", "me",
                        "mooring.sites.b.url", "mqtt://one:1884",
                        "mooring.sites.b.client-id", "me")))
                .hasSize(2);
    }

    @Test
    void shouldRefuseAPasswordFileThatIsNotThere() {
        Path missing = directory.resolve("missing");

        assertRefused(
                Map.of(URL, "mqtt://user@broker", "mooring.sites.site_88.password-file", missing.toString()),
                "mooring.sites.site_88.password-file: cannot be read: " + missing);
    }

    @Test
    void shouldRefuseAPasswordFileThatIsADirectory() {
        assertRefused(
                Map.of(URL, "mqtt://user@broker", "mooring.sites.site_88.password-file", directory.toString()),
                "mooring.sites.site_88.password-file: cannot be read: " + directory);
    }

    @Test
    void shouldRefuseNegativeRatesAndNoTimeToStop() {
        assertRefused(Map.of("mooring.connect-rate", "-1"), "mooring.connect-rate: must not be negative, got: -1");
        assertRefused(
                Map.of("mooring.shutdown-timeout", "0"),
                "mooring.shutdown-timeout (or MQTT_SHUTDOWN_TIMEOUT): must be positive, got: PT0S");
    }

    @ParameterizedTest
    @CsvSource({
        "mooring.shutdown-timeout, soon",
        "mooring.shutdown-timeout, 999999999999d",
        "mooring.connect-rate, many",
        "mooring.status-format, xml",
        "mooring.defaults.keep-alive, -1s",
        "mooring.sites.site_88.reconnect.min-delay, x",
        "mooring.sites.site_88.enabled.x, x",
        "mooring.sites.site_88.password-fil, x",
    })
    void shouldNameTheKeyOfAValueThatIsNoValue(String key, String value) {
        ConfigValidationException refusal = catchThrowableOfType(
                ConfigValidationException.class, () -> config(Map.of(URL, "mqtt://broker", key, value)));

        assertThat(refusal).isNotNull();
        assertThat(refusal.getProblemCount()).isEqualTo(1);
        assertThat(refusal.getProblem(0).getMessage()).contains(key).doesNotContain("\n");
    }

    // ---- the variables of the replaced systems

    @Test
    void shouldTakeTheVariablesOfTheReplacedSystems() {
        SiteSettings site = one(variables(Map.ofEntries(
                Map.entry("MQTT_URL", "mqtt://broker"),
                Map.entry("MQTT_CLIENT_ID", "me"),
                Map.entry("MQTT_USERNAME", "user"),
                Map.entry("MQTT_PASSWORD", "secret"),
                Map.entry("MQTT_CLEAN_SESSION", "true"),
                Map.entry("MQTT_KEEPALIVE", "30"),
                Map.entry("MQTT_LWT_ENABLED", "false"),
                Map.entry("MQTT_RECONNECT_MIN_DELAY", "1.0"),
                Map.entry("MQTT_RECONNECT_MAX_DELAY", "60"))));

        assertThat(site.name()).isEqualTo("default");
        assertThat(site.statusTopic()).isEmpty();
        BrokerAccess broker = site.broker();
        assertThat(broker.url()).hasToString("mqtt://broker:1883");
        assertThat(broker.clientId()).hasToString("me");
        assertThat(broker.credentials().get()).contains(new Credentials("user", "secret"));
        assertThat(broker.cleanSession()).isTrue();
        assertThat(broker.keepAlive()).isEqualTo(Duration.ofSeconds(30));
        assertThat(broker.reconnect().minDelay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(broker.reconnect().maxDelay()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void shouldTakePlainSecondsAndTheNameOfTheInstance() {
        MooringConfig config = variables(Map.of("MQTT_SHUTDOWN_TIMEOUT", "5.5", "MQTT_INSTANCE_ID", "bfg_back"));

        assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofMillis(5500));
        assertThat(config.instanceId()).isEqualTo(Optional.of("bfg_back"));
    }

    @Test
    void shouldPreferTheFirstOfTwoSpellings() {
        assertThat(one(variables(Map.of("MQTT_URL", "mqtt://b", "MQTT_KEEP_ALIVE", "10", "MQTT_KEEPALIVE", "20")))
                        .broker()
                        .keepAlive())
                .isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void shouldBeOffWithAnEmptyUrl(String url) {
        MooringConfig config = variables(Map.of("MQTT_URL", url, "MQTT_USERNAME", "user", "MQTT_CLIENT_ID", "me"));

        assertThat(config.sites()).isEmpty();
        assertThat(new SettingsReader(config, "bfg_back").read()).isEmpty();
    }

    @Test
    void shouldLetVariablesOfOurNameWin() {
        MooringConfig config = config(
                Map.of("MQTT_URL", "mqtt://theirs", "MQTT_USERNAME", "user"),
                Map.of("MOORING_SITES_DEFAULT_URL", "mqtt://ours"),
                Map.of());

        SiteSettings site = one(config);
        assertThat(site.broker().url()).hasToString("mqtt://ours:1883");
        assertThat(site.broker().credentials().get()).contains(new Credentials("user", null));
    }

    @Test
    void shouldLetVariablesWinOverAFile() {
        MooringConfig config = config(
                Map.of("MQTT_URL", "mqtt://theirs"), Map.of(), Map.of("mooring.sites.default.url", "mqtt://file"));

        assertThat(one(config).broker().url()).hasToString("mqtt://theirs:1883");
    }

    @Test
    void shouldAddTheCredentialsOfVariablesToTheAddressOfAFile() {
        MooringConfig config = config(
                Map.of("MQTT_USERNAME", "user", "MQTT_PASSWORD", "secret"),
                Map.of(),
                Map.of("mooring.sites.default.url", "mqtt://file"));

        assertThat(one(config).broker().credentials().get()).contains(new Credentials("user", "secret"));
    }

    // ---- hands

    private static void assertRefused(Map<String, String> values, String message) {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, () -> read(values));

        assertThat(refusal).isNotNull();
        assertThat(refusal).hasMessage(message);
        assertThat(message).doesNotContain("\n", "topsecret");
    }

    private static SiteSettings one(Map<String, String> values) {
        return one(config(values));
    }

    private static SiteSettings one(MooringConfig config) {
        List<SiteSettings> sites = new SettingsReader(config, "bfg_back").read();
        assertThat(sites).hasSize(1);
        return sites.get(0);
    }

    private static List<SiteSettings> read(Map<String, String> values) {
        return new SettingsReader(config(values), "bfg_back").read();
    }

    private static MooringConfig config(Map<String, String> values) {
        return config(Map.of(), Map.of(), values);
    }

    private static MooringConfig variables(Map<String, String> theirs) {
        return config(theirs, Map.of(), Map.of());
    }

    /** Variables of the replaced systems, variables of our own, and a file, with the ordinals that Quarkus gives them. */
    private static MooringConfig config(
            Map<String, String> theirs, Map<String, String> ours, Map<String, String> file) {
        Map<String, String> environment = new HashMap<>(theirs);
        environment.putAll(ours);
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(MooringConfig.class)
                .withSources(new EnvConfigSource(environment, 300))
                .withSources(new PropertiesConfigSource(file, "file", 250))
                .withSources(new DocumentVariables())
                .build()
                .getConfigMapping(MooringConfig.class);
    }
}
