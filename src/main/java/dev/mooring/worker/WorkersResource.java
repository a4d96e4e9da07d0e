package dev.mooring.worker;

import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import dev.mooring.retained.PurgeReport;
import dev.mooring.retained.Purges;
import dev.mooring.retained.RetainedException;
import dev.mooring.retained.Selection;
import dev.mooring.security.OwnAudit;
import dev.mooring.security.Roles;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The workers of sites over HTTP. The first question about a site begins to watch its workers. Nothing blocks. */
@Path("/api/v1/sites/{site}/workers")
public class WorkersResource {

    private static final int PER_SECOND = 500;

    private final Sites sites;
    private final Watches watches;
    private final WorkerStreams streams;
    private final WorkerKeeper keeper;
    private final Purges purges;
    private final Clock clock;
    private final SecurityIdentity identity;

    WorkersResource(
            Sites sites,
            Watches watches,
            WorkerStreams streams,
            WorkerKeeper keeper,
            Purges purges,
            Clock clock,
            SecurityIdentity identity) {
        this.sites = sites;
        this.watches = watches;
        this.streams = streams;
        this.keeper = keeper;
        this.purges = purges;
        this.clock = clock;
        this.identity = identity;
    }

    /** Lists all workers, ours and those of others. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<WorkerList> list(String site) {
        return ready(enabled(site)).map(watch -> {
            List<WorkerView> workers = watch.roster().view(clock.instant());
            return new WorkerList(workers, workers.size());
        });
    }

    /** What happens to them, as server-sent events, beginning with the state of each. */
    @GET
    @Path("/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Multi<WorkerEvent> events(String site) {
        Site found = enabled(site);
        Multi<WorkerEvent> events = streams.follow(watches.of(found));
        WorkerLog.LOG.streamBegan(site, user());
        return events.onFailure(RetainedException.class).transform(WorkersResource::unavailable);
    }

    /**
     * Deletes what stale workers left behind, each only if it is what it was when it was looked at: one that says that it is
     * there in this instant stays. What cannot be read stays as well. {@code dry-run=true} changes nothing. One purge of a site
     * at a time, whatever it deletes.
     */
    @POST
    @Path("/purge-stale")
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.OPERATOR)
    public Uni<PurgeReport> purgeStale(
            String site, @RestQuery("dry-run") @DefaultValue("false") boolean dryRun, @Context RoutingContext request) {
        Site found = enabled(site);
        if (!found.publishes()) {
            throw Problem.invalidOperation(
                            "Nothing is published here, and so nothing deleted:" + " mooring.broadcast-type is noop.")
                    .asException();
        }
        return ready(found)
                .chain(watch -> Uni.createFrom()
                        .completionStage(() -> begin(found, dryRun, request).toCompletionStage()))
                .onFailure(RetainedException.class)
                .transform(WorkersResource::unavailable);
    }

    private Future<PurgeReport> begin(Site site, boolean dryRun, RoutingContext request) {
        return purges.begin(site, stale(site), PER_SECOND, dryRun, () -> OwnAudit.of(request) + " (stale workers)")
                .orElseThrow(() -> Purges.underWay(site));
    }

    private Selection stale(Site site) {
        return new Selection(
                watches.rule(site).filter(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                message -> !keeper.isStale(site, message, clock.instant()));
    }

    private Uni<Watch> ready(Site site) {
        Watch watch = watches.of(site);
        return Uni.createFrom()
                .completionStage(() -> watch.ready().toCompletionStage())
                .replaceWith(watch)
                .onFailure(RetainedException.class)
                .transform(WorkersResource::unavailable);
    }

    private static ProblemException unavailable(Throwable failure) {
        return Problem.unavailable("The broker could not be asked: " + failure.getMessage() + ".")
                .asException();
    }

    private String user() {
        return identity.isAnonymous() ? "anybody" : identity.getPrincipal().getName();
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
