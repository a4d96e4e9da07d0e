package dev.mooring.health;

import dev.mooring.site.Site;
import java.util.List;
import java.util.Locale;
import org.jboss.resteasy.reactive.RestResponse;

/** How the connections are, in one word. */
enum Verdict {
    /** All enabled sites are connected. */
    HEALTHY,
    /** Some are. */
    DEGRADED,
    /** None is. */
    CRITICAL,
    /** No site is enabled. */
    WARNING;

    static Verdict of(List<Site> sites) {
        long enabled = sites.stream().filter(Verdict::enabled).count();
        long healthy = sites.stream().filter(Verdict::healthy).count();
        if (enabled == 0) {
            return WARNING;
        }
        if (healthy == 0) {
            return CRITICAL;
        }
        return healthy == enabled ? HEALTHY : DEGRADED;
    }

    static boolean enabled(Site site) {
        return site.settings().enabled();
    }

    static boolean healthy(Site site) {
        return enabled(site) && site.connected();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    RestResponse.Status httpStatus() {
        return this == CRITICAL ? RestResponse.Status.SERVICE_UNAVAILABLE : RestResponse.Status.OK;
    }
}
