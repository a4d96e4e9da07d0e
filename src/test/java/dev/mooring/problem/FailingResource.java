package dev.mooring.problem;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Fails in every way that a resource can. */
@Path("/test/failing")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class FailingResource {

    public record Order(@JsonProperty("amount") int amount) {}

    @GET
    @Path("/problem")
    public String problem() {
        throw Problem.invalidOperation("It is \"closed\".").asException();
    }

    @GET
    @Path("/unexpected")
    public String unexpected() {
        throw new IllegalStateException("password is swordfish");
    }

    @GET
    @Path("/error")
    public String error() {
        throw new StackOverflowError("swordfish");
    }

    @GET
    @Path("/internal")
    public String internal() {
        throw new WebApplicationException("swordfish", 500);
    }

    @GET
    @Path("/unavailable")
    public String unavailable() {
        throw new ServiceUnavailableException(7L);
    }

    @GET
    @Path("/answered")
    public String answered() {
        throw new WebApplicationException(Response.status(418)
                .type(MediaType.TEXT_PLAIN)
                .entity("short and stout")
                .build());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/order")
    public int order(Order order) {
        return order.amount();
    }

    @GET
    @RolesAllowed("operator")
    @Path("/locked")
    public String locked() {
        return "open";
    }
}
