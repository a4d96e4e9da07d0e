package dev.mooring.retained;

import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import dev.mooring.security.Roles;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.quarkus.arc.All;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** What the brokers of sites retain, over HTTP. Nothing blocks. */
@Path("/api/v1/sites/{site}/retained")
public class RetainedResource {

    private static final String NDJSON = "application/x-ndjson";
    private static final int MOST_LISTED = 1_000;

    private final Sites sites;
    private final Clock clock;
    private final SecurityIdentity identity;
    private final List<Keeper> keepers;

    RetainedResource(Sites sites, Clock clock, SecurityIdentity identity, @All List<Keeper> keepers) {
        this.sites = sites;
        this.clock = clock;
        this.identity = identity;
        this.keepers = keepers;
    }

    /** Lists the first 1,000 of what a filter below the site's prefix finds, and counts the rest. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<RetainedList> list(
            String site, @RestQuery @Nullable String filter, @RestQuery @DefaultValue("false") boolean absolute) {
        Site found = enabled(site);
        TopicFilter whole = filter(found, filter, absolute);
        RetainedMessages messages = messages(found);
        List<RetainedEntry> entries = new ArrayList<>();
        return Uni.createFrom()
                .completionStage(() -> messages.list(whole, (message, done) -> {
                            if (entries.size() < MOST_LISTED) {
                                entries.add(RetainedEntry.of(message, null));
                            }
                            done.run();
                        })
                        .toCompletionStage())
                .chain(end -> withQos(messages, entries)
                        .map(complete -> new RetainedList(complete, end.count(), end.marked())))
                .onFailure(RetainedException.class)
                .transform(RetainedResource::unavailable);
    }

    /** At QoS 0 everything comes, but nobody says what it was published with; of a few, that can be asked. */
    private static Uni<List<RetainedEntry>> withQos(RetainedMessages messages, List<RetainedEntry> entries) {
        if (entries.isEmpty() || entries.size() > RetainedMessages.MOST_WITH_QOS) {
            return Uni.createFrom().item(entries);
        }
        List<String> topics = entries.stream().map(RetainedEntry::topic).toList();
        return Uni.createFrom()
                .completionStage(() -> messages.qos(topics).toCompletionStage())
                .map(qos -> entries.stream().map(each -> withQos(each, qos)).toList());
    }

    private static RetainedEntry withQos(RetainedEntry entry, Map<String, QoS> known) {
        QoS qos = known.get(entry.topic());
        return qos == null ? entry : entry.withQos(qos.level());
    }

    /** All of it, one message a line, as fast as the reader reads. */
    @GET
    @Produces(NDJSON)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Multi<RetainedEntry> stream(
            String site, @RestQuery @Nullable String filter, @RestQuery @DefaultValue("false") boolean absolute) {
        Site found = enabled(site);
        TopicFilter whole = filter(found, filter, absolute);
        RetainedMessages messages = messages(found);
        return Multi.createFrom()
                .<Arrived>emitter(emitter -> stream(messages, whole, emitter))
                .onItem()
                .transform(Arrived::given)
                .onFailure(RetainedException.class)
                .transform(RetainedResource::unavailable);
    }

    /** A message that waits for the reader. */
    private record Arrived(RetainedEntry entry, Runnable done) {
        /** The reader has it: the broker may go on. */
        RetainedEntry given() {
            done.run();
            return entry;
        }
    }

    private static void stream(RetainedMessages messages, TopicFilter filter, MultiEmitter<? super Arrived> emitter) {
        messages.list(filter, (message, done) -> {
                    if (emitter.isCancelled()) {
                        done.run();
                    } else {
                        emitter.emit(new Arrived(RetainedEntry.of(message, null), done));
                    }
                })
                .onComplete(end -> {
                    if (end.succeeded()) {
                        emitter.complete();
                    } else {
                        emitter.fail(end.cause());
                    }
                });
    }

    /**
     * Deletes what a filter below the site's prefix finds and nothing keeps, each only if it is what it was when it was
     * listed. {@code dry-run=true} changes nothing; a filter that finds everything needs {@code confirm=all}.
     */
    @DELETE
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.OPERATOR)
    public Uni<PurgeReport> purge(String site, @BeanParam PurgeQuery query) {
        Site found = enabled(site);
        Selection selection = query.selection(found, query.sparesLive() ? this.keepers : List.of(), clock);
        boolean dryRun = query.isDryRun();
        String who =
                identity.isAnonymous() ? "anybody" : identity.getPrincipal().getName();
        String filter = selection.filter().value();
        return Uni.createFrom()
                .completionStage(() -> messages(found)
                        .purge(selection, query.ratePerSecond(), dryRun, done -> {})
                        .toCompletionStage())
                .invoke(report -> RetainedLog.LOG.purged(
                        site,
                        who,
                        filter,
                        dryRun,
                        report.found(),
                        report.selected(),
                        report.purged(),
                        report.gone(),
                        report.changed(),
                        report.failed()))
                .onFailure(RetainedException.class)
                .transform(failure -> {
                    RetainedLog.LOG.purgeFailed(site, who, filter, String.valueOf(failure.getMessage()));
                    return unavailable(failure);
                });
    }

    private RetainedMessages messages(Site site) {
        return new RetainedMessages(new SiteDoor(site), clock);
    }

    static TopicFilter filter(Site site, @Nullable String filter, boolean absolute) {
        if (filter == null || filter.isEmpty()) {
            throw Problem.validationFailed(
                            "The query parameter 'filter' is missing: a topic filter below the site's prefix.")
                    .asException();
        }
        if (filter.startsWith("$")) {
            throw Problem.validationFailed("$SYS and $share cannot be listed or purged.")
                    .asException();
        }
        try {
            return new TopicFilter(absolute ? filter : site.settings().below(filter));
        } catch (IllegalArgumentException e) {
            throw Problem.validationFailed("The filter is none: " + e.getMessage() + ".")
                    .asException();
        }
    }

    private static ProblemException unavailable(Throwable failure) {
        return Problem.unavailable("The broker could not be asked: " + failure.getMessage() + ".")
                .asException();
    }

    private Site enabled(String name) {
        Site site = sites.find(name).orElseThrow(() -> Problem.recordNotFound("There is no site '" + name + "'.")
                .asException());
        if (!site.settings().enabled()) {
            throw Problem.invalidOperation("The site '" + name + "' is disabled.")
                    .asException();
        }
        return site;
    }
}
