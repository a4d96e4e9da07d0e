package dev.mooring.device;

import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whose devices hear of updates: the sites that the configuration names. Safe on any thread. */
@Singleton
class Audience {

    /** Before anything connects. */
    private static final int FIRST = 1;

    private final Sites sites;
    private final Set<String> names;

    Audience(Sites sites, DeviceConfig config) {
        this.sites = sites;
        this.names =
                config.sites().orElse(List.of()).stream().map(String::strip).collect(Collectors.toUnmodifiableSet());
    }

    /** A name that means nothing would silence all updates, and nobody would notice. */
    void check(@Observes @Priority(FIRST) StartupEvent starting) {
        names.stream().sorted().forEach(name -> {
            Site site = sites.find(name).orElseThrow(() -> refused("there is no site '" + name + "'"));
            if (!site.settings().enabled()) {
                throw refused("the site '" + name + "' is disabled");
            }
        });
    }

    private static ConfigurationException refused(String why) {
        return new ConfigurationException("mooring.devices.sites must name enabled sites, but " + why);
    }

    /** The names that are configured; none for the default. */
    Set<String> names() {
        return names;
    }

    /** One site for each broker, for now: another may speak for a broker when one loses its connection. */
    List<Site> sites() {
        return sites.announced(names);
    }
}
