package dev.mooring.mqtt;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one connection says about itself, all of one kind. */
public interface Presence {

    /** Registered in CONNECT; the broker publishes it when the connection breaks. */
    OutboundMessage will();

    /** How long the broker waits with the will, in whole seconds; only MQTT 5 brokers do (section 3.1.3.2.2). */
    default Duration willDelay() {
        return Duration.ZERO;
    }

    /** The first message of the connection, right after CONNACK, and again when somebody denies it; null for none. */
    @Nullable
    OutboundMessage birth(Instant now);

    /** The last message of the connection, before a clean DISCONNECT; null when all was said before. */
    @Nullable
    OutboundMessage farewell(Instant now);
}
