package dev.mooring.retained;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.site.Site;
import java.time.Instant;

/**
 * Knows retained messages that somebody alive wants to be there, such as a worker that refreshes its own. Purges ask all
 * beans of this type. Called on event loops: must not block.
 */
public interface Keeper {

    /** Whether somebody alive keeps a message that the site's broker retains. */
    boolean keeps(Site site, InboundMessage message, Instant now);
}
