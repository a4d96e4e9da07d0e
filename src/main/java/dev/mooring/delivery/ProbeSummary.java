package dev.mooring.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a site's probe sees, in short, for the health document.
 *
 * @param state           as {@code GET /api/v1/sites/{site}/verification} says it
 * @param acknowledged    numbers that the broker took over
 * @param received        numbers that came back in time
 * @param lost            numbers that were acknowledged and did not come back in time
 * @param lastLoss        when something was last counted as lost
 * @param lastRoundTripMs how long the last number took
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProbeSummary(
        String state,
        long acknowledged,
        long received,
        long lost,
        @Nullable String lastLoss,
        @Nullable Double lastRoundTripMs) {

    static ProbeSummary of(SiteProbe probe) {
        ProbeCounts counts = probe.counts();
        return new ProbeSummary(
                probe.state(),
                counts.acknowledged(),
                counts.received(),
                counts.lost(),
                probe.lastLoss()
                        .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                        .orElse(null),
                probe.roundTrips().window().map(RoundTrips.Window::last).orElse(null));
    }
}
