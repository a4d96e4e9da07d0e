package dev.mooring.event;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The environment variables of document C, and those of document M that mean the same for a client. */
final class EventVariables {

    private static final int NANO_DIGITS = 9;
    private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(1_000_000_000);

    private final Map<String, String> environment;

    private EventVariables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws IllegalArgumentException when a variable is wrong; the message names it and quotes no secret */
    static EventClientBuilder of(Map<String, String> environment) {
        return new EventVariables(environment).builder();
    }

    private EventClientBuilder builder() {
        String url = required("MQTT_URL");
        String clientId = required("MQTT_CLIENT_ID");
        EventClientBuilder builder = checked("MQTT_URL or MQTT_CLIENT_ID", () -> new EventClientBuilder(url, clientId));
        read("MQTT_SOURCE_NAME", Function.identity(), builder::sourceName);
        credentials(builder);
        either("MQTT_KEEPALIVE", "MQTT_KEEP_ALIVE", EventVariables::seconds, builder::keepAlive);
        read("MQTT_CLEAN_SESSION", EventVariables::flag, builder::cleanSession);
        read("MQTT_ENABLE_HEALTH", EventVariables::flag, builder::enableHealth);
        heartbeat(builder);
        dedupe(builder);
        reconnect(builder);
        read("MQTT_SHUTDOWN_TIMEOUT", EventVariables::seconds, builder::shutdownTimeout);
        return builder;
    }

    private void credentials(EventClientBuilder builder) {
        String username = value("MQTT_USERNAME");
        String password = environment.get("MQTT_PASSWORD"); // as it is: blanks may be part of it
        if (username == null && password != null && !password.isEmpty()) {
            throw new IllegalArgumentException("MQTT_USERNAME is not set, but MQTT_PASSWORD is");
        }
        if (username != null) {
            builder.credentials(username, password == null || password.isEmpty() ? null : password);
        }
    }

    private void heartbeat(EventClientBuilder builder) {
        Duration interval =
                read("MQTT_HEARTBEAT_INTERVAL", EventVariables::seconds).orElse(EventSettings.HEARTBEAT);
        boolean enabled = read("MQTT_ENABLE_HEARTBEAT", EventVariables::flag).orElse(false);
        checked("MQTT_HEARTBEAT_INTERVAL", () -> EventSettings.of("x").withHeartbeat(interval));
        if (enabled) {
            builder.heartbeat(interval);
        }
    }

    /** Zero seconds switch it off, as the document says. */
    private void dedupe(EventClientBuilder builder) {
        Duration ttl = read("MQTT_DEDUPE_TTL", EventVariables::seconds).orElse(Duration.ZERO);
        int entries = read("MQTT_DEDUPE_MAX_ENTRIES", EventVariables::count).orElse(DedupeOptions.DEFAULT_MAX_ENTRIES);
        checked("MQTT_DEDUPE_MAX_ENTRIES", () -> new DedupeOptions(Duration.ofSeconds(1), entries));
        if (!ttl.isZero()) {
            builder.dedupe(checked("MQTT_DEDUPE_TTL", () -> new DedupeOptions(ttl, entries)));
        }
    }

    private void reconnect(EventClientBuilder builder) {
        Duration min = read("MQTT_RECONNECT_MIN_DELAY", EventVariables::seconds).orElse(Duration.ofMillis(500));
        Duration max = read("MQTT_RECONNECT_MAX_DELAY", EventVariables::seconds).orElse(Duration.ofSeconds(5));
        checked("MQTT_RECONNECT_MIN_DELAY or MQTT_RECONNECT_MAX_DELAY", () -> builder.reconnect(min, max));
    }

    private String required(String name) {
        String value = value(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
    }

    private @Nullable String value(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private <T> void read(String name, Function<String, T> parser, Consumer<T> set) {
        read(name, parser)
                .ifPresent(value -> checked(name, () -> {
                    set.accept(value);
                    return value;
                }));
    }

    private <T> void either(String name, String otherName, Function<String, T> parser, Consumer<T> set) {
        read(value(name) != null ? name : otherName, parser, set);
    }

    private <T> Optional<T> read(String name, Function<String, T> parser) {
        String value = value(name);
        return value == null ? Optional.empty() : Optional.of(checked(name, () -> parser.apply(value)));
    }

    private static <T> T checked(String name, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage());
        }
    }

    private static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw new IllegalArgumentException("must be true or false, got: " + text);
        };
    }

    private static Duration seconds(String text) {
        BigDecimal seconds;
        try {
            seconds = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be seconds, such as 5.0, got: " + text);
        }
        if (seconds.signum() < 0 || seconds.compareTo(MOST_SECONDS) > 0) {
            throw new IllegalArgumentException("must be 0 to 1000000000 seconds, got: " + text);
        }
        return Duration.ofNanos(seconds.movePointRight(NANO_DIGITS).longValue());
    }

    private static int count(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a whole number, got: " + text);
        }
    }
}
