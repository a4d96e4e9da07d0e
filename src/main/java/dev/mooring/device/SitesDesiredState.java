package dev.mooring.device;

import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The desired state at the brokers of the {@link Audience}, if the configuration wants it. Safe on any thread. */
@Singleton
class SitesDesiredState implements DesiredState {

    private static final int BEFORE_SITES = 1900;

    private final boolean wanted;
    private final Audience audience;
    private final CurrentFiles files;
    private final MeterRegistry metrics;
    private final Map<String, DesiredAtSite> bySite = new ConcurrentHashMap<>();

    SitesDesiredState(DeviceConfig config, Audience audience, CurrentFiles files, MeterRegistry metrics) {
        this.wanted = config.desiredState();
        this.audience = audience;
        this.files = files;
        this.metrics = metrics;
    }

    void start(@Observes @Priority(BEFORE_SITES) StartupEvent starting, Sites sites) {
        if (wanted) {
            sites.whenAdded(site -> site.whenConnected(connected -> {
                if (connected && audience.sites().contains(site)) {
                    at(site).connected();
                }
            }));
        }
    }

    @Override
    public void changed(MacAddress device) {
        if (wanted) {
            audience.sites().forEach(site -> at(site).changed(device));
        }
    }

    private DesiredAtSite at(Site site) {
        return bySite.computeIfAbsent(site.name(), name -> new DesiredAtSite(site, files, metrics));
    }
}
