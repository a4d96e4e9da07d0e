package dev.mooring.device;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mooring.security.Roles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.URI;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Staged rollouts of assets over HTTP. Runs on worker threads, because files block. */
@Path("/api/v1/rollouts")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class RolloutsResource {

    private static final int NO_CONTENT = 204;

    private final Rollouts rollouts;

    RolloutsResource(Rollouts rollouts) {
        this.rollouts = rollouts;
    }

    /** Begins a rollout. The devices of its first stage are told at once. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.OPERATOR)
    public RestResponse<RolloutView> begin(@Nullable JsonNode body) throws IOException {
        RolloutView begun = rollouts.begin(RolloutRequest.read(body));
        return RestResponse.ResponseBuilder.<RolloutView>created(URI.create("/api/v1/rollouts/" + begun.id()))
                .entity(begun)
                .build();
    }

    /** Lists all rollouts, the oldest first. */
    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public RolloutList list() {
        return RolloutList.of(rollouts.all());
    }

    /** Shows a rollout with each of its devices. */
    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public RolloutDetail show(String id) {
        return rollouts.show(id);
    }

    /** Tells nobody else until the rollout is resumed. */
    @POST
    @Path("/{id}/pause")
    @RolesAllowed(Roles.OPERATOR)
    public RolloutView pause(String id) throws IOException {
        return rollouts.pause(id);
    }

    /** Goes on with a paused rollout; devices that failed are told once more. */
    @POST
    @Path("/{id}/resume")
    @RolesAllowed(Roles.OPERATOR)
    public RolloutView resume(String id) throws IOException {
        return rollouts.resume(id);
    }

    /** Ends a rollout; devices that have been told are not called back. */
    @POST
    @Path("/{id}/abort")
    @RolesAllowed(Roles.OPERATOR)
    public RolloutView abort(String id) throws IOException {
        return rollouts.abort(id);
    }

    /** Forgets a rollout that is over. */
    @DELETE
    @Path("/{id}")
    @RolesAllowed(Roles.OPERATOR)
    @ResponseStatus(NO_CONTENT)
    public void delete(String id) throws IOException {
        rollouts.delete(id);
    }
}
