package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * All configs, in the order of their addresses.
 *
 * @param configs one entry a device
 * @param count how many
 */
@RegisterForReflection
record ConfigList(
        @JsonProperty("configs") List<ConfigSummary> configs,
        @JsonProperty("count") int count) {

    static ConfigList of(List<ConfigSummary> configs) {
        return new ConfigList(List.copyOf(configs), configs.size());
    }
}
