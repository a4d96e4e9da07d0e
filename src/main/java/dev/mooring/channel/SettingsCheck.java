package dev.mooring.channel;

import dev.mooring.site.Sites;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.reactive.messaging.providers.impl.ConcurrencyConnectorConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * Reads the configuration of sites and channels before reactive messaging does, which would log a stack trace about
 * what is wrong before we can say it in one line.
 */
@ApplicationScoped
class SettingsCheck {

    /** Just before reactive messaging (1000). */
    private static final int BEFORE_MESSAGING = 990;

    private static final Pattern CONNECTOR =
            Pattern.compile("(mp\\.messaging\\.(incoming|outgoing)\\.)(\"[^\"]+\"|[^\".]+)\\.connector");

    private final Sites sites;
    private final Config config;

    SettingsCheck(Sites sites, Config config) {
        this.sites = sites;
        this.config = config;
    }

    /** @throws ConfigurationException when a value is wrong */
    void check(@Observes @Priority(BEFORE_MESSAGING) StartupEvent event) {
        sites.isOff(); // makes them, which checks theirs
        for (String name : config.getPropertyNames()) {
            Matcher key = CONNECTOR.matcher(name);
            if (key.matches() && MooringConnector.NAME.equals(value(name, ""))) {
                check(key.group(1), key.group(2), key.group(3));
            }
        }
    }

    private void check(String prefix, String direction, String channel) {
        if (!value(prefix + channel + ".enabled", "true").equals("true")) {
            return;
        }
        Consumer<Config> reader = direction.equals("incoming") ? IncomingSettings::read : OutgoingSettings::read;
        reader.accept(
                new ConcurrencyConnectorConfig(prefix, config, MooringConnector.NAME, channel.replace("\"", ""), 1));
    }

    private String value(String key, String fallback) {
        return config.getOptionalValue(key, String.class).orElse(fallback);
    }
}
