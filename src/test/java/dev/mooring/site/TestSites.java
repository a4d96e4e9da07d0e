package dev.mooring.site;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Sites without an application round them, for the tests of rooms above. */
public final class TestSites {

    private TestSites() {}

    /** Configured with those values, not started. */
    public static Sites make(Map<String, String> values, MeterRegistry registry, Vertx vertx) {
        return make(values, registry, vertx, Clock.systemUTC());
    }

    /** As before, with another clock. */
    public static Sites make(Map<String, String> values, MeterRegistry registry, Vertx vertx, Clock clock) {
        MooringConfig config = new SmallRyeConfigBuilder()
                .withMapping(MooringConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 250))
                .build()
                .getConfigMapping(MooringConfig.class);
        return new Sites(config, new TlsProfiles(new NoTls()), registry, vertx, clock, new Random(1));
    }

    /** Has them connect. */
    public static Sites start(Sites sites) {
        sites.start();
        return sites;
    }

    /** As the application's end does. */
    public static void shutDown(Sites sites) {
        new SiteLifecycle(sites).stop(new ShutdownEvent());
    }

    /** A TLS registry without entries. */
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
