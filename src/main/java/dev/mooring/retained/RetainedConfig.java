package dev.mooring.retained;

import dev.mooring.site.DurationConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What brokers may retain, and for how long. Checked by {@link RetentionRules} at start. */
@ConfigMapping(prefix = "mooring.retained")
interface RetainedConfig {

    /** Purges that come again and again, by name. Without any, nothing is ever purged by itself. */
    Map<String, Rule> rules();

    /** One of them. */
    interface Rule {

        /** What to look at: a topic filter below a site's prefix. */
        String filter();

        /** The site. Default: every enabled one. */
        Optional<String> site();

        /** Purge only what says that it is older, by `ts` or `timestamp` in its payload. Default: whatever its age. */
        @WithConverter(DurationConverter.class)
        Optional<Duration> olderThan();

        /** Topic filters of what stays, below the site's prefix. */
        Optional<List<String>> keep();

        /** A regular expression: purge only payloads that it is found in. */
        Optional<String> match();

        /** When: a Quartz cron expression such as `0 30 3 * * ?` (second, minute, hour, day, month, weekday), or how often, such as `1h`; `1s` at least. */
        String schedule();

        /** Whether to say only what would be purged. */
        @WithDefault("false")
        boolean dryRun();

        /** Deletions per second, at most; 1 to 100000. */
        @WithDefault("500")
        int rate();

        /** `all` for a filter that finds everything of a site, which is refused without. */
        Optional<String> confirm();

        /** Whether the rule is obeyed. */
        @WithDefault("true")
        boolean enabled();
    }
}
