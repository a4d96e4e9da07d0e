package dev.mooring.worker;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.retained.Keeper;
import dev.mooring.site.Site;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Has purges spare what live workers say: those with a recent time in their payload, and those heard lately. */
@ApplicationScoped
class WorkerKeeper implements Keeper {

    private final Watches watches;

    WorkerKeeper(Watches watches) {
        this.watches = watches;
    }

    @Override
    public boolean keeps(Site site, InboundMessage message, Instant now) {
        LiveWorkers rule = watches.rule(site);
        return rule.filter().matches(message.topic())
                && (rule.keeps(message, now) || watches.isAlive(site, message.topic(), now));
    }

    /** Whether a worker's topic says nothing but that it was there once. */
    boolean isStale(Site site, InboundMessage message, Instant now) {
        return Card.read(message.payloadBytes(), Roster.id(message.topic())) instanceof Card.Known
                && !keeps(site, message, now);
    }
}
