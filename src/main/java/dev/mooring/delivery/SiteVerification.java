package dev.mooring.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the probe of a site sees. Without a probe {@code enabled} is false, and there is nothing else.
 *
 * @param state    {@code running}, {@code publish-refused}, {@code subscribe-refused}, or the word of the connection while there is none
 * @param since    when the probe began; all counts are from then on
 * @param lastLoss when something was last counted as lost
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SiteVerification(
        @JsonProperty("enabled") boolean enabled,
        @JsonProperty("state") @Nullable String state,
        @JsonProperty("topic") @Nullable String topic,
        @JsonProperty("since") @Nullable String since,
        @JsonProperty("last_loss") @Nullable String lastLoss,
        @JsonUnwrapped @Nullable Counted counted,
        @JsonUnwrapped @Nullable Took took) {

    /** What became of the numbers; each word as {@link ProbeCounts} explains it. */
    @RegisterForReflection
    public record Counted(
            @JsonProperty("attempted") long attempted,
            @JsonProperty("acknowledged") long acknowledged,
            @JsonProperty("refused") long refused,
            @JsonProperty("received") long received,
            @JsonProperty("lost") long lost,
            @JsonProperty("late") long late,
            @JsonProperty("duplicated") long duplicated,
            @JsonProperty("reordered") long reordered,
            @JsonProperty("unexpected") long unexpected,
            @JsonProperty("skipped") long skipped,
            @JsonProperty("under_way") int underWay) {

        static Counted of(ProbeCounts counts) {
            return new Counted(
                    counts.attempted(),
                    counts.acknowledged(),
                    counts.refused(),
                    counts.received(),
                    counts.lost(),
                    counts.late(),
                    counts.duplicated(),
                    counts.reordered(),
                    counts.unexpected(),
                    counts.skipped(),
                    counts.underWay());
        }
    }

    /** Round trips in milliseconds: the last one, and how long 50, 99 and 99.9 % of the last 1,000 took at most. */
    @RegisterForReflection
    public record Took(
            @JsonProperty("last_round_trip_ms") double last,
            @JsonProperty("round_trip_p50_ms") double p50,
            @JsonProperty("round_trip_p99_ms") double p99,
            @JsonProperty("round_trip_p99_9_ms") double p999) {

        static Took of(RoundTrips.Window window) {
            return new Took(window.last(), window.p50(), window.p99(), window.p999());
        }
    }

    /** For a site without a probe. */
    static SiteVerification off() {
        return new SiteVerification(false, null, null, null, null, null, null);
    }

    static SiteVerification of(SiteProbe probe) {
        return new SiteVerification(
                true,
                probe.state(),
                probe.topic().value(),
                probe.since().truncatedTo(ChronoUnit.SECONDS).toString(),
                probe.lastLoss()
                        .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                        .orElse(null),
                Counted.of(probe.counts()),
                probe.roundTrips().window().map(Took::of).orElse(null));
    }
}
