package dev.mooring.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.event.EventClient;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.problem.Problem;
import dev.mooring.security.Roles;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** Events over HTTP: publishes one, and shows what arrives while it arrives. On event loops; nothing blocks. */
@Path("/api/v1/sites/{site}")
public class EventsResource {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Sites sites;
    private final SiteEvents events;
    private final Tails tails;
    private final SecurityIdentity identity;

    EventsResource(Sites sites, SiteEvents events, Tails tails, SecurityIdentity identity) {
        this.sites = sites;
        this.events = events;
        this.tails = tails;
        this.identity = identity;
    }

    /**
     * Publishes an event below the site's prefix. 202 as soon as the session has taken it; with {@code ?wait=true} 200 after
     * the broker's acknowledgement, or 504 after 30 s, when it is still on its way.
     */
    @POST
    @Path("/events")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.OPERATOR)
    public Uni<RestResponse<PublishedEvent>> publish(
            String site, @RestQuery @DefaultValue("false") boolean wait, @Nullable JsonNode body) {
        Site found = enabled(site);
        OutgoingEvent event = EventRequest.read(body);
        EventClient client = events.of(site).orElseThrow();
        CompletableFuture<Void> done = new CompletableFuture<>();
        PublishedEvent answer = new PublishedEvent(publish(client, event, done), site, topic(found, event));
        if (done.isCompletedExceptionally()) {
            return Uni.createFrom().completionStage(done).replaceWith(RestResponse.ok(answer)); // refused at once
        }
        ExchangeLog.LOG.published(site, user(), event.type(), answer.topic());
        if (wait) {
            return acknowledged(done).replaceWith(RestResponse.ok(answer));
        }
        return Uni.createFrom().item(RestResponse.status(RestResponse.Status.ACCEPTED, answer));
    }

    private static String publish(EventClient client, OutgoingEvent event, CompletableFuture<Void> done) {
        try {
            return client.publish(event, failure -> {
                if (failure == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(PublishProblems.of(failure));
                }
            });
        } catch (IllegalArgumentException e) {
            throw Problem.validationFailed(e.getMessage() + ".").asException();
        }
    }

    private static Uni<Void> acknowledged(CompletableFuture<Void> done) {
        return Uni.createFrom()
                .completionStage(done)
                .ifNoItem()
                .after(LONGEST_WAIT)
                .failWith(() -> PublishProblems.late(LONGEST_WAIT));
    }

    /**
     * What arrives at the site on a filter below its prefix, as server-sent events. With {@code ?absolute=true} the filter is
     * taken as it is, which needs an operator.
     */
    @GET
    @Path("/messages")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Multi<TailedMessage> messages(
            String site, @RestQuery @Nullable String filter, @RestQuery @DefaultValue("false") boolean absolute) {
        // what other sites say is not for everybody who may look at this one
        if (absolute && !identity.hasRole(Roles.OPERATOR)) {
            throw Problem.ofStatus(403).asException();
        }
        Site found = enabled(site);
        if (filter == null || filter.isEmpty()) {
            throw Problem.validationFailed(
                            "The query parameter 'filter' is missing: a topic filter below the site's prefix.")
                    .asException();
        }
        try {
            TopicFilter whole =
                    new TopicFilter(absolute ? filter : found.settings().below(filter));
            ExchangeLog.LOG.tailBegan(site, user(), whole.value());
            return tails.follow(found, whole);
        } catch (IllegalArgumentException e) {
            throw Problem.validationFailed("The filter is none: " + e.getMessage() + ".")
                    .asException();
        }
    }

    private static String topic(Site site, OutgoingEvent event) {
        return event.absolute() ? event.topic() : site.settings().below(event.topic());
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
