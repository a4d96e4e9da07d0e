package dev.mooring.worker;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a worker.
 *
 * @param event   {@code online}, {@code stale}, {@code unreadable}: it is so from now on; {@code changed}: what it can do or how
 *                much of it; {@code gone}: its topic was cleared
 * @param worker  as it is now; as it was, when it is gone
 * @param dropped how many were left out right before, because the reader is too slow; null for none
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkerEvent(
        @JsonProperty("event") String event,
        @JsonProperty("worker") WorkerView worker,
        @JsonProperty("dropped") @Nullable Long dropped) {

    static final String CHANGED = "changed";
    static final String GONE = "gone";

    WorkerEvent after(long leftOut) {
        return new WorkerEvent(event, worker, leftOut == 0 ? null : leftOut);
    }
}
