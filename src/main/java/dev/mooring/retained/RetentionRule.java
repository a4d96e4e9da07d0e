package dev.mooring.retained;

import dev.mooring.site.DurationConverter;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A purge that comes again and again, as it is configured and checked.
 *
 * @param name     of the rule
 * @param config   what it asks for
 * @param sites    where, at most those that are enabled
 * @param match    payloads that are meant
 * @param interval how often; empty when the schedule is a cron expression
 */
record RetentionRule(
        String name,
        RetainedConfig.Rule config,
        List<Site> sites,
        Optional<Pattern> match,
        Optional<Duration> interval) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(366);

    /** @throws ConfigurationException with a message that begins with the key that is wrong */
    static RetentionRule read(String name, RetainedConfig.Rule config, Sites all) {
        List<Site> sites = config
                .site()
                .map(site -> List.of(
                        all.find(site).orElseThrow(() -> wrong(name, "site", "there is no site '" + site + "'"))))
                .orElseGet(all::all)
                .stream()
                .filter(site -> site.settings().enabled())
                .toList();
        Optional<Pattern> match = checked(name, "match", () -> config.match().map(PurgeTerms::pattern));
        checked(name, "rate", () -> PurgeTerms.rate(config.rate()));
        RetentionRule rule = new RetentionRule(name, config, sites, match, interval(name, config.schedule()));
        sites.forEach(rule::check);
        return rule;
    }

    private static Optional<Duration> interval(String name, String schedule) {
        if (schedule.strip().contains(" ")) {
            return Optional.empty();
        }
        Duration every = checked(name, "schedule", () -> new DurationConverter().convert(schedule));
        if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
            throw wrong(name, "schedule", "must be from " + SHORTEST + " to " + LONGEST + ", got: " + every);
        }
        return Optional.of(every);
    }

    private void check(Site site) {
        PurgeOrder order = order(site);
        boolean confirmed = config.confirm().filter("all"::equals).isPresent();
        if (config.confirm().isPresent() && !confirmed) {
            throw wrong(name, "confirm", "must be all");
        }
        if (!confirmed && !order.dryRun() && PurgeTerms.findsEverything(site.settings(), order.filter())) {
            throw wrong(name, "filter", "finds everything of site '" + site.name() + "': it needs confirm=all");
        }
    }

    /** What it asks of a site. */
    PurgeOrder order(Site site) {
        return new PurgeOrder(
                checked(name, "filter", () -> PurgeTerms.filter(site.settings(), config.filter(), false)),
                checked(name, "keep", () -> config.keep().orElse(List.of()).stream()
                        .map(each -> PurgeTerms.filter(site.settings(), each, false))
                        .toList()),
                match,
                config.olderThan(),
                config.rate(),
                config.dryRun(),
                false);
    }

    private static <T> T checked(String name, String property, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw wrong(name, property, String.valueOf(e.getMessage()));
        }
    }

    static ConfigurationException wrong(String name, String property, String what) {
        String quoted = name.indexOf('.') < 0 ? name : "\"" + name + "\"";
        String key = "mooring.retained.rules." + quoted + "." + property;
        return new ConfigurationException(key + ": " + what, Set.of(key));
    }
}
