package dev.mooring.health;

import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Startup: every enabled site has tried to connect once, with or without success. */
@Startup
@ApplicationScoped
class FirstConnectsAttempted implements HealthCheck {

    private final Sites sites;

    FirstConnectsAttempted(Sites sites) {
        this.sites = sites;
    }

    @Override
    public HealthCheckResponse call() {
        List<Site> waiting = sites.all().stream()
                .filter(site -> Verdict.enabled(site) && !site.attempted())
                .toList();
        return HealthCheckResponse.named("first connects attempted")
                .status(waiting.isEmpty())
                .withData("waiting", waiting.size())
                .build();
    }
}
