package dev.mooring.worker;

import dev.mooring.mqtt.TopicName;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.Set;

/**
 * What is configured about workers, checked.
 *
 * @param topicPrefix      where they say what they can do, below the prefix of a site
 * @param refreshInterval  how often ours say so
 * @param staleAfter       how long one may say nothing until it counts as stale
 * @param watchedSites     whose workers are watched from the start, {@code *} for all
 * @param maxRegistrations most of ours
 * @param maxListed        most of one site
 */
record WorkerSettings(
        String topicPrefix,
        Duration refreshInterval,
        Duration staleAfter,
        Set<String> watchedSites,
        int maxRegistrations,
        int maxListed) {

    private static final String PREFIX = "mooring.workers.";
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final int REFRESHES_MISSED = 3;
    private static final String ALL = "*";

    /** @throws ConfigurationException with the key that is wrong */
    WorkerSettings {
        checkTopicPrefix(topicPrefix);
        if (refreshInterval.compareTo(SHORTEST) < 0) {
            throw wrong("refresh-interval", "must be at least 100ms, got: " + refreshInterval);
        }
        if (staleAfter.compareTo(refreshInterval) <= 0) {
            throw wrong("stale-after", "must be longer than refresh-interval, got: " + staleAfter);
        }
        if (maxRegistrations < 0) {
            throw wrong("max-registrations", "must not be negative, got: " + maxRegistrations);
        }
        if (maxListed < 1) {
            throw wrong("max-listed", "must be positive, got: " + maxListed);
        }
        watchedSites = Set.copyOf(watchedSites);
    }

    static WorkerSettings of(WorkersConfig config) {
        return new WorkerSettings(
                config.capabilityTopicPrefix(),
                config.refreshInterval(),
                config.staleAfter().orElse(config.refreshInterval().multipliedBy(REFRESHES_MISSED)),
                config.watchedSites().map(Set::copyOf).orElse(Set.of()),
                config.maxRegistrations(),
                config.maxListed());
    }

    private static void checkTopicPrefix(String prefix) {
        try {
            var unused = new TopicName(prefix);
        } catch (IllegalArgumentException e) {
            throw wrong("capability-topic-prefix", String.valueOf(e.getMessage()));
        }
        if (prefix.startsWith("/") || prefix.endsWith("/") || prefix.startsWith("$")) {
            throw wrong("capability-topic-prefix", "must not begin with / or $ nor end with /, got: " + prefix);
        }
    }

    private static ConfigurationException wrong(String key, String what) {
        return new ConfigurationException(PREFIX + key + ": " + what, Set.of(PREFIX + key));
    }

    /** Whether the workers of that site are watched from the start. */
    boolean watches(String site) {
        return watchedSites.contains(ALL) || watchedSites.contains(site);
    }
}
