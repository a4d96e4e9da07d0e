package dev.mooring.delivery;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of all messages of one producer on one topic.
 *
 * @param qos          the promise that is judged by
 * @param once         whether nothing may come twice: QoS 2, while no consumer forgets what it had
 * @param attempted    what the producer set out to publish
 * @param acknowledged what the broker took over; for QoS 0 what was handed to the socket
 * @param received     what arrived, each counted once
 * @param lost         what the broker took over and never delivered
 * @param missing      the first of those, as runs
 * @param duplicated   what arrived more than once; only QoS 2 forbids it
 * @param reordered    what arrived after a later one
 * @param late         what took longer than it may
 * @param unexpected   what nobody had sent
 */
@RegisterForReflection
public record Verdict(
        @JsonProperty("qos") int qos,
        @JsonProperty("once") boolean once,
        @JsonProperty("attempted") long attempted,
        @JsonProperty("acknowledged") long acknowledged,
        @JsonProperty("received") long received,
        @JsonProperty("lost") long lost,
        @JsonProperty("missing") List<Lost> missing,
        @JsonProperty("duplicated") long duplicated,
        @JsonProperty("reordered") long reordered,
        @JsonProperty("late") long late,
        @JsonProperty("unexpected") long unexpected) {

    /** Runs of lost numbers are told up to so many. */
    static final int MOST_MISSING = 100;

    /** Keeps an unmodifiable copy. */
    public Verdict {
        missing = List.copyOf(missing);
    }

    /**
     * A run of lost messages.
     *
     * @param first number
     * @param last  number, included
     */
    @RegisterForReflection
    public record Lost(
            @JsonProperty("first") long first,
            @JsonProperty("last") long last) {}

    /** Of two producers together: sums, and the first of what is missing. */
    Verdict plus(Verdict other) {
        List<Lost> both = new ArrayList<>(missing);
        other.missing.stream().limit(Math.max(0, MOST_MISSING - both.size())).forEach(both::add);
        return new Verdict(
                qos,
                once,
                attempted + other.attempted,
                acknowledged + other.acknowledged,
                received + other.received,
                lost + other.lost,
                both,
                duplicated + other.duplicated,
                reordered + other.reordered,
                late + other.late,
                unexpected + other.unexpected);
    }

    /**
     * Whether every promise was kept: nothing that was taken over is lost (QoS 0 promises nothing), at QoS 2 nothing came
     * twice, and nothing came from nowhere. Order is promised while no connection breaks, so it is told and not judged.
     */
    @JsonProperty("kept")
    public boolean kept() {
        return (qos == 0 || lost == 0) && (!once || duplicated == 0) && unexpected == 0;
    }
}
