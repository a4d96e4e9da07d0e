package dev.mooring.site;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Makes the environment variables of the replaced systems ({@code MQTT_URL} …) set our keys, so that a deployment of
 * theirs needs no change. A variable of our own name wins over them, a file does not.
 */
public final class DocumentVariables implements ConfigSourceFactory {

    /** Below environment variables (300), above files (250 to 260). */
    private static final int ORDINAL = 290;

    /** The first variable that is set wins. */
    static final Map<String, List<String>> BY_KEY = Map.ofEntries(
            Map.entry("mooring.instance-id", List.of("MQTT_INSTANCE_ID")),
            Map.entry("mooring.shutdown-timeout", List.of("MQTT_SHUTDOWN_TIMEOUT")),
            Map.entry("mooring.broadcast-type", List.of("BROADCAST_TYPE")),
            Map.entry("mooring.workers.capability-topic-prefix", List.of("CAPABILITY_TOPIC_PREFIX")),
            Map.entry("mooring.sites.default.url", List.of("MQTT_URL")),
            Map.entry("mooring.sites.default.client-id", List.of("MQTT_CLIENT_ID")),
            Map.entry("mooring.sites.default.username", List.of("MQTT_USERNAME")),
            Map.entry("mooring.sites.default.password", List.of("MQTT_PASSWORD")),
            Map.entry("mooring.events.source-name", List.of("MQTT_SOURCE_NAME")),
            Map.entry("mooring.events.dedupe-ttl", List.of("MQTT_DEDUPE_TTL")),
            Map.entry("mooring.events.dedupe-max-entries", List.of("MQTT_DEDUPE_MAX_ENTRIES")),
            Map.entry("mooring.events.health", List.of("MQTT_ENABLE_HEALTH")),
            Map.entry("mooring.events.heartbeat", List.of("MQTT_ENABLE_HEARTBEAT")),
            Map.entry("mooring.events.heartbeat-interval", List.of("MQTT_HEARTBEAT_INTERVAL")),
            Map.entry("mooring.defaults.clean-session", List.of("MQTT_CLEAN_SESSION")),
            Map.entry("mooring.defaults.keep-alive", List.of("MQTT_KEEP_ALIVE", "MQTT_KEEPALIVE")),
            Map.entry("mooring.defaults.lwt-enabled", List.of("MQTT_LWT_ENABLED")),
            Map.entry("mooring.defaults.reconnect.min-delay", List.of("MQTT_RECONNECT_MIN_DELAY")),
            Map.entry("mooring.defaults.reconnect.max-delay", List.of("MQTT_RECONNECT_MAX_DELAY")));

    /** What belongs to the site {@code default} means nothing without its address. */
    private static final String DEFAULT_SITE = "mooring.sites.default.";

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> found = new HashMap<>();
        BY_KEY.forEach((key, variables) -> variables.stream()
                .map(context::getValue)
                .filter(DocumentVariables::isSet)
                .findFirst()
                .ifPresent(value -> found.put(key, value.getValue())));
        if (!found.containsKey(DEFAULT_SITE + "url") && !isSet(context.getValue(DEFAULT_SITE + "url"))) {
            found.keySet().removeIf(key -> key.startsWith(DEFAULT_SITE));
        }
        return List.of(new PropertiesConfigSource(found, "environment variables of the replaced systems", ORDINAL));
    }

    private static boolean isSet(ConfigValue value) {
        return value != null && value.getValue() != null && !value.getValue().isBlank();
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }
}
