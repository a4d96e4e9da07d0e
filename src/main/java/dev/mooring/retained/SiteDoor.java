package dev.mooring.retained;

import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.Limits;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.site.Site;
import io.vertx.core.Context;
import java.util.concurrent.atomic.AtomicLong;

/** Connections to the broker of a site, with the site's address, credentials and TLS. Safe on any thread. */
final class SiteDoor implements BrokerDoor {

    /**
     * Whatever a broker keeps must be seen: what is larger than we take it would leave out, without a word. Few at a time,
     * since they may be that large.
     */
    private static final Limits LIMITS = new Limits(100, 1_000, 268_435_455);

    private static final AtomicLong LAST = new AtomicLong();

    private final Site site;

    SiteDoor(Site site) {
        this.site = site;
    }

    @Override
    public Context context() {
        return site.context();
    }

    @Override
    public String nextClientId() {
        return site.clientId() + "-retained-" + LAST.incrementAndGet();
    }

    @Override
    public boolean publishes() {
        return site.publishes();
    }

    @Override
    public MqttSession open(String clientId, SessionListener listener) {
        return site.apart(new ClientId(clientId), LIMITS, listener);
    }
}
