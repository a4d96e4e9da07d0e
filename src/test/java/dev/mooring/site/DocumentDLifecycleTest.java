package dev.mooring.site;

import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.OnEveryBroker;
import dev.mooring.broker.Peer;
import dev.mooring.broker.TestBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.mooring.broker.MosquittoBroker.MISSING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

/**
 * The scenarios of the replaced service's test plan, section 13, that concern start and shutdown: named as they are there, with
 * brokers instead of a mock, and configured through its environment variables. That the application calls the lifecycle's
 * {@code stop}, as its shutdown handler, is seen in the tests of the packaged application.
 */
@OnEveryBroker
class DocumentDLifecycleTest {

    private static final Vertx VERTX = Vertx.vertx();

    private final TestBroker broker;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private Optional<Sites> started = Optional.empty();

    DocumentDLifecycleTest(TestBroker broker) {
        this.broker = broker;
    }

    @AfterAll
    static void stopVertx() {
        VERTX.close();
    }

    @AfterEach
    void stop() {
        started.ifPresent(DocumentDLifecycleTest::shutDown);
    }

    // ---- MqttService initialization

    @Test
    void mqttUrlIsSet_serviceInitializes_connectionAttemptedAndEnabled() {
        Sites sites = start(Map.of("MQTT_URL", broker.url()));

        soon(() -> assertThat(site(sites).connected()).isTrue());
        assertThat(gauge("mqtt.enabled")).isEqualTo(1);
        assertThat(gauge("mqtt.connection.state")).isEqualTo(1);
    }

    @Test
    void mqttUrlIsNone_serviceInitializes_noConnectionAttemptedAndDisabled() {
        Sites sites = start(Map.of());

        assertThat(sites.all()).isEmpty();
        assertThat(gauge("mqtt.enabled")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void mqttUrlIsEmptyString_serviceInitializes_noConnectionAttemptedAndDisabled(String url) {
        Sites sites = start(Map.of("MQTT_URL", url));

        assertThat(sites.all()).isEmpty();
        assertThat(gauge("mqtt.enabled")).isZero();
    }

    /** On a broker that lets nobody in without them. */
    @Test
    @EnabledIf(value = "dev.mooring.broker.MosquittoBroker#available", disabledReason = MISSING)
    void mqttCredentialsAreProvided_serviceInitializes_credentialsAreSetOnClient() {
        try (MosquittoBroker guarded =
                MosquittoBroker.builder().user("iot", "secret").start()) {
            Sites sites = start(Map.of("MQTT_URL", guarded.url(), "MQTT_USERNAME", "iot", "MQTT_PASSWORD", "secret"));

            soon(() -> assertThat(site(sites).connected()).isTrue());
            stop();
            started = Optional.empty();
        }
    }

    // ---- MqttService.shutdown()

    @Test
    void mqttEnabledAndClientConnected_shutdownCalled_saysOfflineThenDisconnects() {
        Sites sites = start(Map.of("MQTT_URL", broker.url(), "MQTT_CLIENT_ID", "document-d"));
        soon(() -> assertThat(site(sites).connected()).isTrue());

        shutDown(sites);

        assertThat(site(sites).state().word()).isEqualTo("stopped");
        try (Peer peer = Peer.to(broker.url()).connect()) {
            assertThat(peer.retained("mooring/document-d/status")).hasValueSatisfying(status -> assertThat(status)
                    .contains("\"offline\"", "\"reason\":\"shutdown\""));
        }
    }

    @Test
    void mqttDisabled_shutdownCalled_noOp() {
        Sites sites = start(Map.of());

        assertThatCode(() -> shutDown(sites)).doesNotThrowAnyException();
    }

    @Test
    void shutdownAlreadyCalled_shutdownCalledAgain_noExceptionRaised() {
        Sites sites = start(Map.of("MQTT_URL", broker.url()));
        soon(() -> assertThat(site(sites).connected()).isTrue());
        shutDown(sites);

        assertThatCode(() -> shutDown(sites)).doesNotThrowAnyException();
        assertThat(site(sites).state().word()).isEqualTo("stopped");
    }

    // ---- hands

    private Sites start(Map<String, String> environment) {
        MooringConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(MooringConfig.class)
                .withSources(new EnvConfigSource(environment, 300))
                .withSources(new DocumentVariables())
                .build()
                .getConfigMapping(MooringConfig.class);
        Sites sites = new Sites(config, new TlsProfiles(new NoTls()), metrics, VERTX, Clock.systemUTC(), new Random(1));
        sites.start();
        started = Optional.of(sites);
        return sites;
    }

    private static Site site(Sites sites) {
        return sites.find("default").orElseThrow();
    }

    private static void shutDown(Sites sites) {
        new SiteLifecycle(sites).stop(new ShutdownEvent());
    }

    private double gauge(String name) {
        return metrics.get(name).gauge().value();
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }

    private static final class NoTls implements TlsConfigurationRegistry {
        @Override
        public Optional<TlsConfiguration> get(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<TlsConfiguration> getDefault() {
            return Optional.empty();
        }

        @Override
        public void register(String name, TlsConfiguration configuration) {
            throw new UnsupportedOperationException("this registry has no entries");
        }
    }
}
