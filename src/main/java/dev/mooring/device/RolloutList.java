package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** All rollouts, the oldest first. */
@RegisterForReflection
record RolloutList(
        @JsonProperty("rollouts") List<RolloutView> rollouts,
        @JsonProperty("count") int count) {

    static RolloutList of(List<RolloutView> rollouts) {
        return new RolloutList(rollouts, rollouts.size());
    }
}
