package dev.mooring.retained;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import dev.mooring.security.OwnAudit;
import dev.mooring.security.Roles;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.core.Variant;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** What the brokers of sites retain, over HTTP. Nothing blocks. */
@Path("/api/v1/sites/{site}/retained")
public class RetainedResource {

    private static final String NDJSON = "application/x-ndjson";
    private static final MediaType LINES = MediaType.valueOf(NDJSON);
    private static final List<Variant> VARIANTS = List.of(
            new Variant(MediaType.APPLICATION_JSON_TYPE, (String) null, null), new Variant(LINES, (String) null, null));
    private static final int MOST_LISTED = 1_000;
    private static final Set<String> KNOWN = Set.of("filter", "absolute");
    /** Each has a connection to a broker, and a file for as long as it is read. */
    private static final int MOST_LISTS = 16;

    private final Sites sites;
    private final Clock clock;
    private final Purges purges;
    private final SecurityIdentity identity;
    private final ObjectWriter json;
    private final Semaphore lists = new Semaphore(MOST_LISTS);

    RetainedResource(Sites sites, Clock clock, Purges purges, SecurityIdentity identity, ObjectMapper json) {
        this.sites = sites;
        this.clock = clock;
        this.purges = purges;
        this.identity = identity;
        this.json = json.writerFor(RetainedEntry.class);
    }

    /**
     * Lists what a filter below the site's prefix finds: as JSON the first 1,000 and how many there are, as NDJSON all of it,
     * a message a line. With {@code absolute=true} the filter is taken as it is, which needs an operator.
     */
    @GET
    @Produces({MediaType.APPLICATION_JSON, NDJSON})
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<Response> list(String site, @Context UriInfo uri, @Context Request request) {
        StrictQuery query = new StrictQuery(uri.getQueryParameters(), KNOWN);
        boolean absolute = query.is("absolute");
        // what other sites retain is not for everybody who may look at this one
        if (absolute && !identity.hasRole(Roles.OPERATOR)) {
            throw Problem.ofStatus(403).asException();
        }
        Site found = enabled(site);
        TopicFilter filter = PurgeOrder.filter(query, found.settings(), absolute);
        Variant variant = request.selectVariant(VARIANTS);
        Runnable leave = enter();
        boolean lines = variant != null && LINES.isCompatible(variant.getMediaType());
        return answer(
                () -> lines ? lines(found, filter, leave) : page(found, filter).onComplete(end -> leave.run()));
    }

    private Runnable enter() {
        if (!lists.tryAcquire()) {
            throw Problem.unavailable("More than " + MOST_LISTS + " lists are made or read already.")
                    .asException();
        }
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                lists.release();
            }
        };
    }

    private Future<Response> page(Site site, TopicFilter filter) {
        RetainedMessages messages = new RetainedMessages(new SiteDoor(site), clock);
        List<RetainedEntry> entries = new ArrayList<>();
        return messages.list(filter, (message, done) -> {
                    if (entries.size() < MOST_LISTED) {
                        entries.add(RetainedEntry.of(message, null));
                    }
                    done.run();
                })
                .compose(end -> withQos(messages, entries).map(all -> Response.ok(
                                new RetainedList(all, end.count(), end.marked()), MediaType.APPLICATION_JSON_TYPE)
                        .build()));
    }

    /** At QoS 0 everything comes, but nobody says what it was published with; of a few, that can be asked. */
    private static Future<List<RetainedEntry>> withQos(RetainedMessages messages, List<RetainedEntry> entries) {
        if (entries.isEmpty() || entries.size() > RetainedMessages.MOST_WITH_QOS) {
            return Future.succeededFuture(entries);
        }
        List<String> topics = entries.stream().map(RetainedEntry::topic).toList();
        return messages.qos(topics)
                .map(qos -> entries.stream().map(each -> withQos(each, qos)).toList());
    }

    private static RetainedEntry withQos(RetainedEntry entry, Map<String, QoS> known) {
        QoS qos = known.get(entry.topic());
        return qos == null ? entry : entry.withQos(qos.level());
    }

    /** Made whole before the first line is sent: see {@link LineSpool}. */
    private Future<Response> lines(Site site, TopicFilter filter, Runnable leave) {
        return LineSpool.create(site.context(), json)
                .compose(spool -> new RetainedMessages(new SiteDoor(site), clock)
                        .list(filter, (message, done) -> spool.add(RetainedEntry.of(message, null), done))
                        .compose(end -> spool.finish().map(file -> Response.ok(new RetainedLines(file, leave), LINES)
                                .header("Mooring-Count", end.count())
                                .header("Mooring-Complete", end.marked())
                                .build()))
                        .onFailure(failure -> spool.discard()))
                .onFailure(failure -> leave.run());
    }

    /**
     * Deletes what a filter below the site's prefix finds and nothing keeps, each only if it is what it was when it was
     * listed. {@code dry-run=true} changes nothing; a filter that finds everything needs {@code confirm=all}. It goes on when
     * the caller goes away.
     */
    @DELETE
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.OPERATOR)
    public Uni<PurgeReport> purge(String site, @Context UriInfo uri, @Context RoutingContext request) {
        Site found = enabled(site);
        PurgeOrder order = PurgeOrder.read(found.settings(), uri.getQueryParameters());
        if (!found.publishes() && !order.dryRun()) {
            throw Problem.invalidOperation(
                            "Nothing is published here, and so nothing deleted: mooring.broadcast-type is noop.")
                    .asException();
        }
        Future<PurgeReport> purge =
                purges.begin(found, order, () -> OwnAudit.of(request)).orElseThrow(() -> Purges.underWay(found));
        return answer(() -> purge);
    }

    private static <T> Uni<T> answer(Supplier<Future<T>> future) {
        return Uni.createFrom()
                .completionStage(() -> future.get().toCompletionStage())
                .onFailure(RetainedException.class)
                .transform(RetainedResource::unavailable);
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
