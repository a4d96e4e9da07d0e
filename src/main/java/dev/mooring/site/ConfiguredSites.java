package dev.mooring.site;

import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.SessionOptions;
import dev.mooring.mqtt.TlsSetup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.Optional;

/** The sites of a configuration, for who does not run the service but wants to speak to their brokers. Immutable. */
public final class ConfiguredSites {

    private final List<SiteSettings> all;

    private ConfiguredSites(List<SiteSettings> all) {
        this.all = all;
    }

    /** The mapping that a configuration for {@link #read} needs. */
    public static Class<?> mapping() {
        return MooringConfig.class;
    }

    /**
     * Reads them, enabled or not.
     *
     * @throws ConfigurationException when one is wrong; the message begins with the key
     */
    public static ConfiguredSites read(SmallRyeConfig config) {
        // The instance makes the client ids of the sites' own sessions, which nobody opens here.
        return new ConfiguredSites(new SettingsReader(config.getConfigMapping(MooringConfig.class), "nobody").read());
    }

    /** All names, in order. */
    public List<String> names() {
        return all.stream().map(SiteSettings::name).toList();
    }

    /** Where a site's broker is. */
    public Optional<BrokerUrl> url(String name) {
        return find(name).map(site -> site.broker().url());
    }

    /** The entry of the TLS registry that a site names. */
    public Optional<String> tlsConfigurationName(String name) {
        return find(name).flatMap(site -> site.broker().tlsConfigurationName());
    }

    /** How to speak to a site's broker beside the site's own session. */
    public Optional<SessionOptions> apart(String name, ClientId clientId, TlsSetup tls) {
        return find(name).map(site -> site.broker().apart(clientId, tls));
    }

    /** A topic or filter below a site's prefix. */
    public Optional<String> below(String name, String relative) {
        return find(name).map(site -> site.below(relative));
    }

    private Optional<SiteSettings> find(String name) {
        return all.stream().filter(site -> site.name().equals(name)).findFirst();
    }
}
