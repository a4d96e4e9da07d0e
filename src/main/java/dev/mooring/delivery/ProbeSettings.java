package dev.mooring.delivery;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.Set;

/**
 * What is configured about probes, checked.
 *
 * @param enabled  whether there are any
 * @param interval between two numbers
 * @param deadline how long an acknowledged number may take to come back, while connected
 */
record ProbeSettings(boolean enabled, Duration interval, Duration deadline) {

    private static final String PREFIX = "mooring.verification.";
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
    private static final Duration SHORTEST_DEADLINE = Duration.ofMillis(100);
    private static final Duration LONGEST_DEADLINE = Duration.ofDays(1);

    /** @throws ConfigurationException with the key that is wrong */
    ProbeSettings {
        check("interval", interval, SHORTEST_INTERVAL, LONGEST_INTERVAL);
        check("deadline", deadline, SHORTEST_DEADLINE, LONGEST_DEADLINE);
    }

    static ProbeSettings of(VerificationConfig config) {
        return new ProbeSettings(config.enabled(), config.interval(), config.deadline());
    }

    private static void check(String key, Duration value, Duration shortest, Duration longest) {
        if (value.compareTo(shortest) < 0 || value.compareTo(longest) > 0) {
            throw new ConfigurationException(
                    PREFIX + key + ": must be " + shortest + " to " + longest + ", got: " + value,
                    Set.of(PREFIX + key));
        }
    }
}
