package dev.mooring.health;

import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness: not stopping, and every critical site is connected; no other site counts. */
@Readiness
@ApplicationScoped
class AbleToServe implements HealthCheck {

    private final Sites sites;

    AbleToServe(Sites sites) {
        this.sites = sites;
    }

    @Override
    public HealthCheckResponse call() {
        List<String> missing = sites.all().stream()
                .filter(site -> Verdict.enabled(site) && site.settings().critical() && !site.connected())
                .map(Site::name)
                .toList();
        return HealthCheckResponse.named("able to serve")
                .status(missing.isEmpty() && !sites.stopping())
                .withData("stopping", sites.stopping())
                .withData("critical sites not connected", String.join(", ", missing))
                .build();
    }
}
