package dev.mooring.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.mooring.delivery.ProbeSummary;
import dev.mooring.delivery.Probes;
import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * How the connections are, for humans and monitors (document M); open to everybody, with or without the last slash.
 */
@Path("/api/v1/mqtt/health{slash:/?}")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {

    private final Sites sites;
    private final Probes probes;
    private final Clock clock;

    HealthResource(Sites sites, Probes probes, Clock clock) {
        this.sites = sites;
        this.probes = probes;
        this.clock = clock;
    }

    /** The document; HTTP 503 when no enabled site is connected, 200 otherwise. */
    @GET
    @PermitAll
    public RestResponse<HealthDocument> health(@QueryParam("verbose") @DefaultValue("false") boolean verbose) {
        List<Site> all = sites.all();
        Verdict verdict = Verdict.of(all);
        HealthDocument document = new HealthDocument(
                verdict.word(),
                new Service(!sites.stopping(), sites.instanceId()),
                Connections.of(all),
                verbose ? clock.instant().truncatedTo(ChronoUnit.SECONDS).toString() : null,
                verbose ? all.stream().map(this::detail).toList() : null);
        return RestResponse.ResponseBuilder.create(verdict.httpStatus(), document)
                .build();
    }

    private Detail detail(Site site) {
        return Detail.of(site, probes.summary(site.name()).orElse(null));
    }

    /** The whole document; the last two are null unless asked for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HealthDocument(
            String status,
            Service service,
            Connections connections,
            @Nullable String timestamp,
            @Nullable List<Detail> details) {}

    /** The process. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Service(boolean running, String instanceId) {}

    /** How many sites there are; what is not enabled is neither healthy nor unhealthy. */
    public record Connections(long total, long enabled, long healthy, long unhealthy) {
        static Connections of(List<Site> sites) {
            long enabled = sites.stream().filter(Verdict::enabled).count();
            long healthy = sites.stream().filter(Verdict::healthy).count();
            return new Connections(sites.size(), enabled, healthy, enabled - healthy);
        }
    }

    /** One site; the names are those of document M's service, and {@code verification} where the site is probed. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Detail(
            String siteId,
            String siteName,
            String status,
            boolean isEnabled,
            @Nullable String lastConnectedAt,
            @Nullable String errorMessage,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            ProbeSummary verification) {

        static Detail of(Site site, @Nullable ProbeSummary verification) {
            return new Detail(
                    site.name(),
                    site.name(),
                    site.state().word(),
                    Verdict.enabled(site),
                    site.lastConnected()
                            .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                            .orElse(null),
                    Verdict.healthy(site) || site.lastError().isEmpty() ? null : site.lastError(),
                    verification);
        }
    }
}
