package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** A rollout with each of its devices, in the order of the stages. */
@RegisterForReflection
record RolloutDetail(
        @JsonUnwrapped RolloutView rollout,
        @JsonProperty("progress") List<Device> progress) {

    /** How far one device is. */
    @RegisterForReflection
    record Device(
            @JsonProperty("mac_address") MacAddress macAddress,
            @JsonProperty("state") String state) {}

    static List<Device> devices(Rollout rollout, RolloutProgress progress) {
        return rollout.devices().stream()
                .map(device -> new Device(device, progress.of(device).word()))
                .toList();
    }
}
