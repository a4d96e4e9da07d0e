package dev.mooring.site;

import dev.mooring.mqtt.TlsSetup;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TlsProfilesTest {

    private final Registry registry = new Registry();
    private final TlsProfiles profiles = new TlsProfiles(registry);

    @Test
    void shouldGiveAllSitesWithOneEntryTheSameSetUp() {
        registry.entries.put("plants", new Entry());
        registry.entries.put("other", new Entry());

        TlsSetup one = profiles.of(site("one", "plants"));

        assertThat(profiles.of(site("two", "plants"))).isSameAs(one);
        assertThat(profiles.of(site("three", "other"))).isNotSameAs(one);
        assertThat(profiles.of(site("four", null))).isSameAs(TlsSetup.DEFAULT);
    }

    @Test
    void shouldBeAnotherVersionWithTheRenewedCertificates() {
        Entry entry = new Entry();
        registry.entries.put("plants", entry);
        registry.entries.put("other", new Entry());
        TlsSetup setup = profiles.of(site("one", "plants"));
        TlsSetup other = profiles.of(site("two", "other"));
        Object before = setup.version();
        Object otherBefore = other.version();
        assertThat(setup.version()).isSameAs(before);

        entry.trust = new PfxOptions().setPassword("renewed");
        profiles.renewed(new CertificateUpdatedEvent("plants", entry));
        profiles.renewed(new CertificateUpdatedEvent("nobody's", entry));

        assertThat(setup.version()).isNotSameAs(before);
        assertThat(other.version()).isSameAs(otherBefore);
        NetClientOptions options = new NetClientOptions();
        setup.applyTo(options);
        assertThat(options.getTrustOptions()).isSameAs(entry.trust);
        assertThat(options.getHostnameVerificationAlgorithm()).isEqualTo("HTTPS");
    }

    private static SiteSettings site(String name, @Nullable String entry) {
        Map<String, String> values = new HashMap<>(Map.of("mooring.sites." + name + ".url", "mqtts://broker"));
        if (entry != null) {
            values.put("mooring.sites." + name + ".tls-configuration-name", entry);
        }
        MooringConfig config = new SmallRyeConfigBuilder()
                .withMapping(MooringConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 250))
                .build()
                .getConfigMapping(MooringConfig.class);
        return new SettingsReader(config, "here").read().get(0);
    }

    private static final class Registry implements TlsConfigurationRegistry {
        private final Map<String, TlsConfiguration> entries = new HashMap<>();

        @Override
        public Optional<TlsConfiguration> get(String name) {
            return Optional.ofNullable(entries.get(name));
        }

        @Override
        public Optional<TlsConfiguration> getDefault() {
            return Optional.empty();
        }

        @Override
        public void register(String name, TlsConfiguration configuration) {
            entries.put(name, configuration);
        }
    }

    /** Like the registry's own, one object for good whose contents change. */
    private static final class Entry implements TlsConfiguration {
        private PfxOptions trust = new PfxOptions().setPassword("first");

        @Override
        public @Nullable KeyCertOptions getKeyStoreOptions() {
            return null;
        }

        @Override
        public @Nullable KeyStore getKeyStore() {
            return null;
        }

        @Override
        public TrustOptions getTrustStoreOptions() {
            return trust;
        }

        @Override
        public @Nullable KeyStore getTrustStore() {
            return null;
        }

        @Override
        public SSLOptions getSSLOptions() {
            return new SSLOptions();
        }

        @Override
        public SSLContext createSSLContext() {
            throw new UnsupportedOperationException("connections make their own");
        }

        @Override
        public Optional<String> getHostnameVerificationAlgorithm() {
            return Optional.empty();
        }

        @Override
        public boolean isTrustAll() {
            return false;
        }

        @Override
        public boolean usesSni() {
            return false;
        }

        @Override
        public boolean reload() {
            return true;
        }
    }
}
