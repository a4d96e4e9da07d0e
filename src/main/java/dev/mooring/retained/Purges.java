package dev.mooring.retained;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Purges of sites, one at a time each. A purge goes on whether or not somebody still waits for it, and ends with one
 * audit line. Safe on any thread.
 */
@ApplicationScoped
public class Purges {

    private final Sites sites;
    private final Clock clock;
    private final PurgeMeters meters;
    private final List<Keeper> keepers;
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    Purges(Sites sites, Clock clock, PurgeMeters meters, @All List<Keeper> keepers) {
        this.sites = sites;
        this.clock = clock;
        this.meters = meters;
        this.keepers = keepers;
    }

    /** A purge under way. */
    private record Running(TopicFilter filter, String who) {}

    /** As {@link #begin(Site, Selection, int, boolean, Supplier)}, sparing what somebody alive keeps. */
    Optional<Future<PurgeReport>> begin(Site site, PurgeOrder order, Supplier<String> who) {
        Selection selection = order.selection(message -> isOurs(message) || isKept(site, order, message));
        return begin(site, selection, order.rate(), order.dryRun(), who);
    }

    /**
     * Begins a purge.
     *
     * @param rate deletions per second, at most; from 1
     * @param who  asked for it and from where, for the audit line; called only when it begins
     * @return what becomes of it; empty when another one of that site is under way
     */
    public Optional<Future<PurgeReport>> begin(
            Site site, Selection selection, int rate, boolean dryRun, Supplier<String> who) {
        if (running.putIfAbsent(site.name(), new Running(selection.filter(), "")) != null) {
            return Optional.empty();
        }
        Running known = new Running(selection.filter(), who.get());
        running.put(site.name(), known);
        return Optional.of(RetainedMessages.at(site, clock)
                .purge(selection, rate, dryRun, done -> {})
                .onComplete(end -> ended(site, known, end)));
    }

    /** The refusal of a purge that could not begin. */
    public static ProblemException underWay(Site site) {
        return Problem.invalidOperation("A purge of the site '" + site.name() + "' is under way already.")
                .asException();
    }

    /** What sites of ours say about themselves, which they would only say again. */
    private boolean isOurs(InboundMessage message) {
        return sites.all().stream()
                .flatMap(site -> site.settings().statusTopic().stream())
                .anyMatch(message.topic()::equals);
    }

    private boolean isKept(Site site, PurgeOrder order, InboundMessage message) {
        return !order.includeLive() && keepers.stream().anyMatch(each -> each.keeps(site, message, clock.instant()));
    }

    private void ended(Site site, Running purge, AsyncResult<PurgeReport> end) {
        if (!running.remove(site.name(), purge)) {
            return; // said already
        }
        if (end.succeeded()) {
            meters.count(site, end.result());
            say(site, purge, end.result());
        } else {
            meters.failed(site);
            RetainedLog.AUDIT.purgeFailed(site.name(), purge.who(), filter(purge), why(end.cause()));
        }
    }

    private static void say(Site site, Running purge, PurgeReport report) {
        RetainedLog.AUDIT.purged(
                site.name(),
                purge.who(),
                filter(purge),
                report.dryRun(),
                report.found(),
                report.selected(),
                report.purged(),
                report.kept() + report.spared(),
                report.gone(),
                report.changed(),
                report.failed());
    }

    private static String filter(Running purge) {
        return Shown.of(purge.filter().value());
    }

    private static String why(Throwable failure) {
        return failure instanceof RetainedException ? String.valueOf(failure.getMessage()) : failure.toString();
    }

    /** What is under way ends with the process, and somebody will ask why. */
    void stop(@Observes ShutdownEvent event) {
        sites.all().forEach(site -> {
            Running purge = running.remove(site.name());
            if (purge != null) {
                RetainedLog.AUDIT.purgeFailed(site.name(), purge.who(), filter(purge), "the service stops");
            }
        });
    }
}
