package dev.mooring.delivery;

import dev.mooring.problem.Problem;
import dev.mooring.security.Roles;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The probes of sites over HTTP. Answers from memory, on an event loop. */
@Path("/api/v1/sites/{site}/verification")
@Produces(MediaType.APPLICATION_JSON)
public class VerificationResource {

    private final Sites sites;
    private final Probes probes;

    VerificationResource(Sites sites, Probes probes) {
        this.sites = sites;
        this.probes = probes;
    }

    /** Shows what the site's probe sees; 404 when there is no site of that name. */
    @GET
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public SiteVerification show(String site) {
        Site found = sites.find(site).orElseThrow(() -> Problem.recordNotFound("There is no site '" + site + "'.")
                .asException());
        return probes.find(found.name()).map(SiteVerification::of).orElseGet(SiteVerification::off);
    }
}
