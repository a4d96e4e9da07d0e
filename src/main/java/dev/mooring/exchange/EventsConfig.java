package dev.mooring.exchange;

import dev.mooring.EnvironmentName;
import dev.mooring.event.EventFormat;
import dev.mooring.site.DurationConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How the sites' event clients behave. Checked by {@link SiteEvents} at start. */
@ConfigMapping(prefix = "mooring.events")
interface EventsConfig {

    /** How events are written: `envelope`, `cloudevents` (structured), or `cloudevents-binary` (on MQTT 5, else structured). All are read. */
    @WithDefault("envelope")
    EventFormat format();

    /** The `source` of events. Default: the site's client id. */
    @EnvironmentName("MQTT_SOURCE_NAME")
    Optional<String> sourceName();

    /** How long an event is remembered to recognise duplicates, `0s` for not at all. */
    @EnvironmentName("MQTT_DEDUPE_TTL")
    @WithDefault("0s")
    @WithConverter(DurationConverter.class)
    Duration dedupeTtl();

    /** How many events are remembered for each subscription. */
    @EnvironmentName("MQTT_DEDUPE_MAX_ENTRIES")
    @WithDefault("2048")
    int dedupeMaxEntries();

    /** Whether each site says on `system/health/{client_id}` that it is ready, is back, and shuts down. */
    @EnvironmentName("MQTT_ENABLE_HEALTH")
    @WithDefault("false")
    boolean health();

    /** Whether each site says on `system/keepalive/{client_id}` that it is alive; three failures in a row make it connect anew. */
    @EnvironmentName("MQTT_ENABLE_HEARTBEAT")
    @WithDefault("false")
    boolean heartbeat();

    /** How often. */
    @EnvironmentName("MQTT_HEARTBEAT_INTERVAL")
    @WithDefault("5s")
    @WithConverter(DurationConverter.class)
    Duration heartbeatInterval();

    /** How many requests of a site may wait for their replies. */
    @WithDefault("1024")
    int maxPendingRequests();
}
