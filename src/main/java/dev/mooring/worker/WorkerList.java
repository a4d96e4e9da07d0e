package dev.mooring.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * The workers of a site.
 *
 * @param workers by id
 * @param count   how many they are
 */
@RegisterForReflection
public record WorkerList(
        @JsonProperty("workers") List<WorkerView> workers,
        @JsonProperty("count") int count) {}
