package dev.mooring.worker;

import dev.mooring.EnvironmentName;
import dev.mooring.site.DurationConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Workers and what they can do. Checked by {@link WorkerSettings} at start. */
@ConfigMapping(prefix = "mooring.workers")
interface WorkersConfig {

    /** Where workers say what they can do: `{prefix of the site}/{this}/{worker id}`. */
    @EnvironmentName("CAPABILITY_TOPIC_PREFIX")
    @WithDefault("inference/workers")
    String capabilityTopicPrefix();

    /** How often a registered worker says that it is still there; from 100 ms. */
    @WithDefault("30s")
    @WithConverter(DurationConverter.class)
    Duration refreshInterval();

    /** How long a worker may say nothing until it counts as stale. Default: three times the refresh interval. */
    @WithConverter(DurationConverter.class)
    Optional<Duration> staleAfter();

    /** Sites whose workers are watched from the start, `*` for all. Others are from when somebody first asks for them. */
    Optional<List<String>> watchedSites();

    /** Most workers registered here, over all sites; each has a connection of its own. */
    @WithDefault("1000")
    int maxRegistrations();

    /** Most workers shown of one site; those that appear beyond are left out and counted. */
    @WithDefault("10000")
    int maxListed();
}
