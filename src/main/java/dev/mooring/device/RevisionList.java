package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What a device's config was and is, the newest first.
 *
 * @param macAddress the device
 * @param revisions one entry a save
 * @param count how many
 */
@RegisterForReflection
record RevisionList(
        @JsonProperty("mac_address") String macAddress,
        @JsonProperty("revisions") List<Revision> revisions,
        @JsonProperty("count") int count) {

    static RevisionList of(MacAddress mac, List<Revision> revisions) {
        return new RevisionList(mac.value(), List.copyOf(revisions), revisions.size());
    }
}
