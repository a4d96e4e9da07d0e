package dev.mooring.retained;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import dev.mooring.site.DurationConverter;
import dev.mooring.site.SiteSettings;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A purge as somebody asks for it.
 *
 * @param filter      what to look at
 * @param keep        what of it stays
 * @param match       payloads that this is found in; all if empty
 * @param olderThan   by the time in the payload
 * @param rate        deletions per second, at most
 * @param dryRun      whether to change nothing
 * @param includeLive whether also what somebody alive keeps
 */
record PurgeOrder(
        TopicFilter filter,
        List<TopicFilter> keep,
        Optional<Pattern> match,
        Optional<Duration> olderThan,
        int rate,
        boolean dryRun,
        boolean includeLive) {

    private static final Set<String> KNOWN =
            Set.of("filter", "absolute", "dry-run", "keep", "match", "older-than", "rate", "confirm", "include-live");

    /** @throws ProblemException with the parameter that is wrong */
    static PurgeOrder read(SiteSettings site, MultivaluedMap<String, String> parameters) {
        StrictQuery query = new StrictQuery(parameters, KNOWN);
        boolean absolute = query.is("absolute");
        TopicFilter filter = filter(query, site, absolute);
        PurgeOrder order = new PurgeOrder(
                filter,
                query.all("keep").stream()
                        .map(each -> StrictQuery.read("keep", each, text -> PurgeTerms.filter(site, text, absolute)))
                        .toList(),
                query.one("match").map(text -> StrictQuery.read("match", text, PurgeTerms::pattern)),
                query.one("older-than")
                        .map(text -> StrictQuery.read("older-than", text, new DurationConverter()::convert)),
                query.one("rate")
                        .map(text -> StrictQuery.read("rate", text, PurgeTerms::rate))
                        .orElse(PurgeTerms.DEFAULT_RATE),
                query.is("dry-run"),
                query.is("include-live"));
        boolean confirmed = confirmed(query);
        if (!order.dryRun && !confirmed && PurgeTerms.findsEverything(site, filter)) {
            throw Problem.invalidOperation("This filter finds everything: it needs the query parameter 'confirm=all'.")
                    .asException();
        }
        return order;
    }

    private static boolean confirmed(StrictQuery query) {
        Optional<String> confirm = query.one("confirm");
        if (confirm.isPresent() && !confirm.get().equals("all")) {
            throw StrictQuery.refused("confirm", "must be all");
        }
        return confirm.isPresent();
    }

    /** The filter of a query, which must have one. */
    static TopicFilter filter(StrictQuery query, SiteSettings site, boolean absolute) {
        String text = query.one("filter")
                .orElseThrow(() -> StrictQuery.refused("filter", "is missing: a topic filter below the site's prefix"));
        return StrictQuery.read("filter", text, given -> PurgeTerms.filter(site, given, absolute));
    }

    Selection selection(Predicate<InboundMessage> spared) {
        return new Selection(filter, keep, match, olderThan, spared);
    }
}
