package dev.mooring.delivery;

import dev.mooring.site.DurationConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Whether sites are probed all the time. Checked by {@link ProbeSettings} at start. */
@ConfigMapping(prefix = "mooring.verification")
interface VerificationConfig {

    /** Whether each enabled site publishes numbers to itself, and counts what comes back. */
    @WithDefault("false")
    boolean enabled();

    /** Between two numbers; 10 ms to 1 h. */
    @WithDefault("1s")
    @WithConverter(DurationConverter.class)
    Duration interval();

    /** A number that the broker acknowledged and did not bring back within so long, while connected, is lost; 100 ms to 1 d. */
    @WithDefault("10s")
    @WithConverter(DurationConverter.class)
    Duration deadline();
}
