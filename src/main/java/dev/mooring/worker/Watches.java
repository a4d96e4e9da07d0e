package dev.mooring.worker;

import dev.mooring.mqtt.TopicName;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Watches the workers of sites. Of a site that nobody asks for, nothing is subscribed: a broker may refuse a topic that its
 * account has never used, and some end the connection then. Safe on any thread.
 */
@ApplicationScoped
class Watches {

    private final Sites sites;
    private final WorkerSettings settings;
    private final Clock clock;
    private final MeterRegistry registry;
    private final Map<String, Watch> bySite = new ConcurrentHashMap<>();
    private final Map<String, LiveWorkers> rules = new ConcurrentHashMap<>();

    @Inject
    Watches(Sites sites, WorkersConfig config, Clock clock, MeterRegistry registry) {
        this(sites, WorkerSettings.of(config), clock, registry);
    }

    Watches(Sites sites, WorkerSettings settings, Clock clock, MeterRegistry registry) {
        this.sites = sites;
        this.settings = settings;
        this.clock = clock;
        this.registry = registry;
    }

    /** Begins with the sites whose workers are to be watched from the start. */
    void start() {
        sites.whenAdded(site -> {
            if (site.settings().enabled() && settings.watches(site.name())) {
                of(site).begin();
            }
        });
    }

    /** The watch of a site, begun or not. */
    Watch of(Site site) {
        return bySite.computeIfAbsent(
                site.name(), name -> new Watch(site, rule(site), settings.maxListed(), clock, registry));
    }

    /** Who counts as alive at a site. */
    LiveWorkers rule(Site site) {
        return rules.computeIfAbsent(
                site.name(),
                name -> LiveWorkers.below(site.settings().below(settings.topicPrefix()), settings.staleAfter()));
    }

    /** Whether something was heard there lately; does not begin to watch. */
    boolean isAlive(Site site, TopicName topic, Instant now) {
        Watch watch = bySite.get(site.name());
        return watch != null && watch.roster().isAlive(topic, now);
    }
}
