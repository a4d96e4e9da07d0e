package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rollout as the list shows it.
 *
 * @param stage   the one it is in, from 1
 * @param devices how many, in all and by how far they are; those that do not occur are left out
 */
@RegisterForReflection
record RolloutView(
        @JsonProperty("id") String id,
        @JsonProperty("asset") String asset,
        @JsonProperty("sha256") String sha256,
        @JsonProperty("state") String state,
        @JsonProperty("reason") String reason,
        @JsonProperty("stage") int stage,
        @JsonProperty("stages") List<Integer> stages,
        @JsonProperty("success_threshold") int successThreshold,
        @JsonProperty("error_threshold") int errorThreshold,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("devices") Map<String, Integer> devices) {

    static RolloutView of(Rollout rollout, RolloutProgress progress) {
        return new RolloutView(
                rollout.id(),
                rollout.asset(),
                rollout.sha256(),
                rollout.state().word(),
                rollout.reason(),
                rollout.stage() + 1,
                rollout.stages(),
                rollout.successThreshold(),
                rollout.errorThreshold(),
                rollout.createdAt(),
                counts(rollout, progress));
    }

    private static Map<String, Integer> counts(Rollout rollout, RolloutProgress progress) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("total", rollout.devices().size());
        counts.put("waiting", rollout.devices().size() - rollout.begun().size());
        for (RolloutProgress.Step step : RolloutProgress.Step.values()) {
            if (progress.count(step) > 0) {
                counts.put(step.word(), progress.count(step));
            }
        }
        return counts;
    }
}
