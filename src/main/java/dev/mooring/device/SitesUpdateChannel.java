package dev.mooring.device;

import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import dev.mooring.site.Sites;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;

/** The way to the devices over the sites: the site {@code default} if there is one, else all. */
@ApplicationScoped
class SitesUpdateChannel implements UpdateChannel {

    private final Sites sites;

    SitesUpdateChannel(Sites sites) {
        this.sites = sites;
    }

    @Override
    public Uni<Void> publish(String topic, byte[] payload) {
        return sites.announce(
                new OutboundMessage(new TopicName(topic), Buffer.buffer(payload), QoS.AT_LEAST_ONCE, false));
    }
}
