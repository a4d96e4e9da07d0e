package dev.mooring.site;

import dev.mooring.mqtt.TlsSetup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.net.NetClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the entries of the Quarkus TLS registry usable for connections to brokers. All sites with one entry get the same
 * {@link TlsSetup}, and with it one SSL context. Safe on any thread.
 */
@ApplicationScoped
class TlsProfiles {

    private static final String VERIFY = "HTTPS";

    private final TlsConfigurationRegistry registry;
    private final Map<String, Profile> profiles = new ConcurrentHashMap<>();

    TlsProfiles(TlsConfigurationRegistry registry) {
        this.registry = registry;
    }

    /**
     * The set-up of a site. Host names are verified unless the entry says otherwise.
     *
     * @throws ConfigurationException when the registry has no such entry
     */
    TlsSetup of(SiteSettings site) {
        Optional<String> name = site.broker().tlsConfigurationName();
        if (name.isPresent() && registry.get(name.get()).isEmpty()) {
            throw new ConfigurationException("mooring.sites." + site.name()
                    + ".tls-configuration-name: the TLS registry has no entry '" + name.get() + "' (quarkus.tls."
                    + name.get() + ".*)");
        }
        Optional<TlsConfiguration> entry = name.isPresent() ? registry.get(name.get()) : registry.getDefault();
        return entry.<TlsSetup>map(
                        each -> profiles.computeIfAbsent(name.orElse(TlsConfig.DEFAULT_NAME), key -> new Profile(each)))
                .orElse(TlsSetup.DEFAULT);
    }

    /** The registry has read the files of an entry again: from now on connections are made with what it found. */
    void renewed(@Observes CertificateUpdatedEvent event) {
        Profile profile = profiles.get(event.name());
        if (profile != null) {
            profile.renewed();
        }
    }

    /** One entry. */
    private static final class Profile implements TlsSetup {

        private final TlsConfiguration entry; // the registry renews its contents, never the object
        private volatile Object version = new Object();

        Profile(TlsConfiguration entry) {
            this.entry = entry;
        }

        void renewed() {
            version = new Object();
        }

        @Override
        public Object version() {
            return version;
        }

        @Override
        public void applyTo(NetClientOptions options) {
            options.setHostnameVerificationAlgorithm(VERIFY);
            TlsConfigUtils.configure(options, entry);
            entry.getHostnameVerificationAlgorithm()
                    .ifPresent(algorithm -> options.setHostnameVerificationAlgorithm(
                            algorithm.equalsIgnoreCase("NONE") ? "" : algorithm));
            options.setSsl(true);
        }
    }
}
