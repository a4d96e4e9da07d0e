package dev.mooring.device;

import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.site.Sites;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The way to the devices over the sites that are the {@link Audience}. */
@ApplicationScoped
class SitesUpdateChannel implements UpdateChannel {

    private final Sites sites;
    private final Audience audience;

    SitesUpdateChannel(Sites sites, Audience audience) {
        this.sites = sites;
        this.audience = audience;
    }

    @Override
    public Uni<Void> publish(OutboundMessage message) {
        return sites.announce(message, audience.names());
    }
}
