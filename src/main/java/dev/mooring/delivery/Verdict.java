package dev.mooring.delivery;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What became of all messages of one producer on one topic.
 *
 * @param qos          the promise that is judged by
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
        @JsonProperty("attempted") long attempted,
        @JsonProperty("acknowledged") long acknowledged,
        @JsonProperty("received") long received,
        @JsonProperty("lost") long lost,
        @JsonProperty("missing") List<Lost> missing,
        @JsonProperty("duplicated") long duplicated,
        @JsonProperty("reordered") long reordered,
        @JsonProperty("late") long late,
        @JsonProperty("unexpected") long unexpected) {

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

    /**
     * Whether every promise was kept: nothing that was taken over is lost (QoS 0 promises nothing), at QoS 2 nothing came
     * twice, and nothing came from nowhere. Order is promised while no connection breaks, so it is told and not judged.
     */
    @JsonProperty("kept")
    public boolean kept() {
        return (qos == 0 || lost == 0) && (qos < 2 || duplicated == 0) && unexpected == 0;
    }
}
