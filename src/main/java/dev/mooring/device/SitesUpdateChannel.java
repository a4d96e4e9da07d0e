package dev.mooring.device;

import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.site.Sites;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The way to the devices over the sites: the site {@code default} if there is one, else all. */
@ApplicationScoped
class SitesUpdateChannel implements UpdateChannel {

    private final Sites sites;

    SitesUpdateChannel(Sites sites) {
        this.sites = sites;
    }

    @Override
    public Uni<Void> publish(OutboundMessage message) {
        return sites.announce(message);
    }
}
