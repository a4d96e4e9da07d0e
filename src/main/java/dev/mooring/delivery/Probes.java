package dev.mooring.delivery;

import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The probes of all sites that are enabled and publish; none unless it is configured. Safe on any thread. */
@ApplicationScoped
public class Probes {

    private final Sites sites;
    private final ProbeSettings settings;
    private final Clock clock;
    private final MeterRegistry registry;
    private final Map<String, SiteProbe> bySite = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    Probes(Sites sites, VerificationConfig config, Clock clock, MeterRegistry registry) {
        this.sites = sites;
        this.settings = ProbeSettings.of(config);
        this.clock = clock;
        this.registry = registry;
    }

    /** Probes every site there is, and every one that appears later. */
    void start() {
        if (!settings.enabled()) {
            return;
        }
        sites.whenAdded(this::probe);
        ProbeLog.LOG.on(settings.interval(), bySite.size(), settings.deadline());
    }

    private void probe(Site site) {
        if (stopped || !site.settings().enabled() || !site.publishes()) {
            return;
        }
        SiteProbe before = bySite.remove(site.name());
        if (before != null) {
            before.stop(); // of a site that had the same name: the metrics are the new one's now
        }
        bySite.put(site.name(), SiteProbe.start(site, settings, clock, registry));
    }

    /** Ends them all; waits for nothing. */
    void stop() {
        stopped = true;
        bySite.values().forEach(SiteProbe::stop);
    }

    /** The probe of a site, if it has one. */
    Optional<SiteProbe> find(String site) {
        return Optional.ofNullable(bySite.get(site)).filter(probe -> !probe.stopped());
    }

    /** What the probe of a site sees, in short; empty for a site without one. */
    public Optional<ProbeSummary> summary(String site) {
        return find(site).map(ProbeSummary::of);
    }
}
