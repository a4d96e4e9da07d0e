package dev.mooring.site;

import dev.mooring.problem.Problem;
import dev.mooring.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;

/** The sites over REST. Never a password. Answers from memory, on an event loop. */
@Path("/api/v1/sites")
@Produces(MediaType.APPLICATION_JSON)
public class SitesResource {

    private final Sites sites;

    SitesResource(Sites sites) {
        this.sites = sites;
    }

    /** Lists all sites with the state of their connections. */
    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public SiteList list() {
        List<SiteSummary> all = sites.all().stream().map(SiteSummary::of).toList();
        return new SiteList(all, all.size());
    }

    /** Shows one site with its counters and its last state changes; 404 when there is none of that name. */
    @GET
    @Path("/{site}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public SiteDetail show(String site) {
        return SiteDetail.of(find(site));
    }

    /** Ends the site's connection, or its wait for one, and connects at once. 202; 409 when the site is disabled. */
    @POST
    @Path("/{site}/reconnect")
    @RolesAllowed(Roles.OPERATOR)
    public RestResponse<SiteSummary> reconnect(String site) {
        Site found = find(site);
        if (!found.settings().enabled()) {
            throw Problem.invalidOperation("The site '" + site + "' is disabled.")
                    .asException();
        }
        found.reconnect();
        return RestResponse.accepted(SiteSummary.of(found));
    }

    private Site find(String name) {
        return sites.find(name).orElseThrow(() -> Problem.recordNotFound("There is no site '" + name + "'.")
                .asException());
    }

    /** All sites. */
    public record SiteList(List<SiteSummary> sites, int count) {}
}
