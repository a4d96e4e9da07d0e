package dev.mooring.retained;

import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** What purges are counted as, by site. Safe on any thread. */
@ApplicationScoped
class PurgeMeters {

    private final Map<String, Map<Count, Counter>> bySite = new ConcurrentHashMap<>();

    /** What is counted. */
    private enum Count {
        PURGED("mooring.retained.purged", "Retained messages that were purged, and seen to be gone"),
        KEPT(
                "mooring.retained.kept",
                "Retained messages that purges found and kept, by a filter or for somebody alive"),
        CHANGED("mooring.retained.changed", "Retained messages that changed while they were to be purged, and stayed"),
        FAILED("mooring.retained.failed", "Retained messages that could not be purged"),
        ABORTED("mooring.retained.purges.aborted", "Purges that ended before they were through");

        private final String meter;
        private final String description;

        Count(String meter, String description) {
            this.meter = meter;
            this.description = description;
        }
    }

    PurgeMeters(Sites sites, MeterRegistry registry) {
        sites.whenAdded(site -> bySite.put(site.name(), counters(site, registry)));
    }

    private static Map<Count, Counter> counters(Site site, MeterRegistry registry) {
        Map<Count, Counter> counters = new EnumMap<>(Count.class);
        for (Count each : Count.values()) {
            counters.put(
                    each,
                    Counter.builder(each.meter)
                            .description(each.description)
                            .tag("site", site.name())
                            .register(registry));
        }
        return counters;
    }

    void count(Site site, PurgeReport report) {
        if (!report.dryRun()) {
            add(site, Count.PURGED, report.purged());
            add(site, Count.KEPT, report.kept() + report.spared());
            add(site, Count.CHANGED, report.changed());
            add(site, Count.FAILED, report.failed());
        }
    }

    void failed(Site site) {
        add(site, Count.ABORTED, 1);
    }

    private void add(Site site, Count what, long number) {
        Map<Count, Counter> counters = Objects.requireNonNull(bySite.get(site.name()));
        Objects.requireNonNull(counters.get(what)).increment((double) number);
    }
}
