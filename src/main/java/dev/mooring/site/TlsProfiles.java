package dev.mooring.site;

import dev.mooring.mqtt.TlsSetup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Makes the entries of the Quarkus TLS registry usable for connections to brokers. */
@ApplicationScoped
class TlsProfiles {

    private static final String VERIFY = "HTTPS";

    private final TlsConfigurationRegistry registry;

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
        return entry.map(TlsProfiles::setup).orElse(TlsSetup.DEFAULT);
    }

    private static TlsSetup setup(TlsConfiguration entry) {
        return options -> {
            options.setHostnameVerificationAlgorithm(VERIFY);
            TlsConfigUtils.configure(options, entry);
            entry.getHostnameVerificationAlgorithm()
                    .ifPresent(algorithm -> options.setHostnameVerificationAlgorithm(
                            algorithm.equalsIgnoreCase("NONE") ? "" : algorithm));
            options.setSsl(true);
        };
    }
}
