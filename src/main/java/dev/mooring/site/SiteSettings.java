package dev.mooring.site;

import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import java.util.List;
import java.util.Optional;

/**
 * A site as it is configured, every default filled in and every value checked.
 *
 * @param name          the site's name, not empty
 * @param enabled       whether it connects
 * @param critical      whether readiness depends on it
 * @param prefix        what its topics begin with, without a slash at the end; may be empty
 * @param subscriptions what it subscribes of its own accord
 * @param statusTopic   where it says whether it is there; empty when it says nothing
 * @param broker        how it reaches its broker
 */
public record SiteSettings(
        String name,
        boolean enabled,
        boolean critical,
        String prefix,
        List<TopicFilter> subscriptions,
        Optional<TopicName> statusTopic,
        BrokerAccess broker) {

    /** The site that the documents' variables configure: it has no prefix and subscribes nothing by itself. */
    public static final String DEFAULT_SITE = "default";

    /** Keeps an unmodifiable copy. */
    public SiteSettings {
        subscriptions = List.copyOf(subscriptions);
    }

    /** A topic or filter below the site's prefix. */
    public String below(String relative) {
        return prefix.isEmpty() ? relative : prefix + "/" + relative;
    }

    /** Whether a topic is the site's to speak about: below its prefix, or anything when it has none. */
    public boolean owns(TopicName topic) {
        String value = topic.value();
        return value.startsWith(prefix)
                && (prefix.isEmpty() || value.length() == prefix.length() || value.charAt(prefix.length()) == '/');
    }
}
