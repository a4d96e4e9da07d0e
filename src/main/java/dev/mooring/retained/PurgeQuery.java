package dev.mooring.retained;

import dev.mooring.mqtt.TopicFilter;
import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import dev.mooring.site.Site;
import jakarta.ws.rs.DefaultValue;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What a request to purge asks for. */
public class PurgeQuery {

    private static final String EVERYTHING = "#";
    private static final int MOST_PER_SECOND = 100_000;
    private static final int LONGEST_PATTERN = 1_000;
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})([smhd])");

    @RestQuery
    @Nullable
    String filter;

    @RestQuery
    @DefaultValue("false")
    boolean absolute;

    @RestQuery("dry-run")
    @DefaultValue("false")
    boolean dryRun;

    @RestQuery
    List<String> keep = List.of();

    @RestQuery
    @Nullable
    String match;

    @RestQuery("older-than")
    @Nullable
    String olderThan;

    @RestQuery
    @DefaultValue("500")
    int rate;

    @RestQuery
    @Nullable
    String confirm;

    @RestQuery("include-live")
    @DefaultValue("false")
    boolean includeLive;

    /** Whether what somebody alive keeps is to stay. */
    boolean sparesLive() {
        return !includeLive;
    }

    boolean isDryRun() {
        return dryRun;
    }

    int ratePerSecond() {
        if (rate < 1 || rate > MOST_PER_SECOND) {
            throw refused("'rate' must be 1 to " + MOST_PER_SECOND + " deletions a second.");
        }
        return rate;
    }

    /** @throws ProblemException with the parameter that is wrong */
    Selection selection(Site site, List<Keeper> keepers, Clock clock) {
        ratePerSecond();
        TopicFilter whole = RetainedResource.filter(site, filter, absolute);
        if (EVERYTHING.equals(filter) && !dryRun && !"all".equals(confirm)) {
            throw Problem.invalidOperation("This filter finds everything: it needs 'confirm=all'.")
                    .asException();
        }
        List<TopicFilter> kept = keep.stream()
                .map(each -> RetainedResource.filter(site, each, absolute))
                .toList();
        String own = site.settings().below("backend/status");
        return new Selection(
                whole,
                kept,
                Optional.ofNullable(match).map(PurgeQuery::pattern),
                Optional.ofNullable(olderThan).map(PurgeQuery::duration),
                message -> message.topic().value().equals(own)
                        || keepers.stream().anyMatch(each -> each.keeps(site, message, clock.instant())));
    }

    private static Pattern pattern(String text) {
        try {
            if (text.length() <= LONGEST_PATTERN) {
                return Pattern.compile(text);
            }
        } catch (PatternSyntaxException e) {
            // said below, for both
        }
        throw refused("'match' must be a regular expression of at most " + LONGEST_PATTERN + " characters.");
    }

    private static Duration duration(String text) {
        var parts = SHORT_DURATION.matcher(text);
        if (!parts.matches()) {
            throw refused("'older-than' must be a number with s, m, h or d, such as 90m.");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static ProblemException refused(String detail) {
        return Problem.validationFailed(detail).asException();
    }
}
