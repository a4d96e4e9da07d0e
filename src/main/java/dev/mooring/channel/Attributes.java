package dev.mooring.channel;

import dev.mooring.mqtt.QoS;
import dev.mooring.site.DurationConverter;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.ConfigValue;

/**
 * The attributes of one channel. What is wrong ends in a {@link ConfigurationException} whose message is one line that
 * begins with the key.
 */
final class Attributes {

    private static final DurationConverter DURATION = new DurationConverter();

    private final Config config;
    private final String channel;
    private final String prefix;

    /** @param direction {@code incoming} or {@code outgoing} */
    Attributes(Config config, String direction) {
        this.config = config;
        this.channel = withoutCopy(config.getValue("channel-name", String.class));
        this.prefix = "mp.messaging." + direction + "." + channel + ".";
    }

    /** The copies that the framework makes of a channel are called {@code channel$1} and so on. */
    private static String withoutCopy(String name) {
        int copy = name.indexOf('$');
        return copy < 0 ? name : name.substring(0, copy);
    }

    /** The name of the channel. */
    String channel() {
        return channel;
    }

    boolean flag(String name, boolean fallback) {
        return read(name, String.valueOf(fallback), text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw mustBe("true or false", text);
        });
    }

    int number(String name, int fallback, int min, int max) {
        return read(name, String.valueOf(fallback), text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Said below, in our words.
            }
            throw mustBe("a whole number from " + min + " to " + max, text);
        });
    }

    QoS qos() {
        return read("qos", "1", text -> switch (text) {
            case "0" -> QoS.AT_MOST_ONCE;
            case "1" -> QoS.AT_LEAST_ONCE;
            case "2" -> QoS.EXACTLY_ONCE;
            default -> throw mustBe("0, 1 or 2", text);
        });
    }

    /** A duration of at least a millisecond. */
    Duration duration(String name, String fallback) {
        return read(name, fallback, text -> {
            Duration duration = DURATION.convert(text);
            if (duration.toMillis() < 1) {
                throw mustBe("at least 1ms", text);
            }
            return duration;
        });
    }

    /** The value of a key that is no attribute, which channels share with others. */
    String shared(String key, String fallback) {
        return ConfigProvider.getConfig().getOptionalValue(key, String.class).orElse(fallback);
    }

    /** What the parser makes of the value, or of the fallback where there is none. */
    <T> T read(String name, String fallback, Function<String, T> parser) {
        ConfigValue value = config.getConfigValue(name);
        String text = value.getValue();
        try {
            return parser.apply(text == null || text.isBlank() ? fallback : text.strip());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(key(name, value) + ": " + e.getMessage());
        }
    }

    /** The key it came from, which may be the one for all channels of the connector. */
    private String key(String name, ConfigValue value) {
        String key = value.getName();
        return key == null ? prefix + name : key.replaceFirst("^quarkus\\.messaging\\.", "mp.messaging.");
    }

    static IllegalArgumentException mustBe(String expected, String got) {
        return new IllegalArgumentException("must be " + expected + ", got: " + got);
    }
}
