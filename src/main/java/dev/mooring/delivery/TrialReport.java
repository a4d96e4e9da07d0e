package dev.mooring.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a {@link Trial}.
 *
 * @param topic         what was published below, or on
 * @param seed          makes the same faults at the same points again
 * @param took          milliseconds from the first message to the end of the drain
 * @param verdict       over all producers
 * @param producers     the verdict on each
 * @param drained       whether all that was acknowledged came before the deadline
 * @param refused       what the session of a producer gave up
 * @param notUnderstood payloads that were no number
 * @param crashes       how often a consumer ended that nobody had asked to
 * @param sessionsLost  how often the broker had forgotten the session of a producer, or of a consumer that says so
 * @param disturbances  the faults, in order
 * @param tooLate       faults that were planned and not done, since all was published before
 * @param queued        what the broker still had for the consumers afterwards; null when it could not be seen
 * @param delivery      from when a message was due to when it was handled
 * @param publishing    from when a message was due to its acknowledgement
 * @param stretches     messages over time
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrialReport(
        @JsonProperty("topic") String topic,
        @JsonProperty("seed") long seed,
        @JsonProperty("took_ms") long took,
        @JsonProperty("verdict") Verdict verdict,
        @JsonProperty("producers") List<Verdict> producers,
        @JsonProperty("drained") boolean drained,
        @JsonProperty("refused") long refused,
        @JsonProperty("not_understood") long notUnderstood,
        @JsonProperty("crashes") int crashes,
        @JsonProperty("sessions_lost") int sessionsLost,
        @JsonProperty("faults") List<Disturbance> disturbances,
        @JsonProperty("faults_too_late") int tooLate,
        @JsonProperty("queued") @Nullable Long queued,
        @JsonProperty("delivery") Latency delivery,
        @JsonProperty("publishing") Latency publishing,
        @JsonProperty("timeline") List<Stretch> stretches) {

    /** Keeps unmodifiable copies. */
    public TrialReport {
        producers = List.copyOf(producers);
        disturbances = List.copyOf(disturbances);
        stretches = List.copyOf(stretches);
    }

    /** With what the broker still had afterwards. */
    public TrialReport withQueued(long messages) {
        return new TrialReport(
                topic,
                seed,
                took,
                verdict,
                producers,
                drained,
                refused,
                notUnderstood,
                crashes,
                sessionsLost,
                disturbances,
                tooLate,
                messages,
                delivery,
                publishing,
                stretches);
    }

    /** Whether every promise was kept. */
    @JsonProperty("kept")
    public boolean kept() {
        return verdict.kept();
    }

    /**
     * In milliseconds.
     *
     * @param count how many were measured
     * @param p50   half of them took at most so long
     * @param p99   99 of 100
     * @param p999  999 of 1,000
     * @param max   all
     * @param curve more percentiles, closer together towards the end
     */
    @RegisterForReflection
    public record Latency(
            @JsonProperty("count") long count,
            @JsonProperty("p50_ms") double p50,
            @JsonProperty("p99_ms") double p99,
            @JsonProperty("p999_ms") double p999,
            @JsonProperty("max_ms") double max,
            @JsonProperty("curve") List<Point> curve) {

        /** Keeps an unmodifiable copy. */
        public Latency {
            curve = List.copyOf(curve);
        }
    }

    /**
     * A point of the curve.
     *
     * @param percentile 0 to 100
     * @param millis     which that share did not exceed
     */
    @RegisterForReflection
    public record Point(
            @JsonProperty("percentile") double percentile,
            @JsonProperty("ms") double millis) {}

    /**
     * A stretch of time.
     *
     * @param at           its beginning, in milliseconds since the first message
     * @param length       in milliseconds
     * @param acknowledged in it
     * @param received     in it
     */
    @RegisterForReflection
    public record Stretch(
            @JsonProperty("at_ms") long at,
            @JsonProperty("length_ms") long length,
            @JsonProperty("acknowledged") long acknowledged,
            @JsonProperty("received") long received) {}

    /**
     * A fault that was done on purpose.
     *
     * @param at      in milliseconds since the first message
     * @param fault   its name
     * @param silence the longest time without a message from then to the next fault, in milliseconds
     */
    @RegisterForReflection
    public record Disturbance(
            @JsonProperty("at_ms") long at,
            @JsonProperty("fault") String fault,
            @JsonProperty("silence_ms") long silence) {}
}
