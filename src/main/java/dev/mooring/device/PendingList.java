package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What a device has to fetch.
 *
 * @param macAddress which
 * @param pending    one entry a file
 * @param count      how many
 */
@RegisterForReflection
record PendingList(
        @JsonProperty("mac_address") String macAddress,
        @JsonProperty("pending") List<PendingFile> pending,
        @JsonProperty("count") int count) {

    /**
     * A file to fetch.
     *
     * @param fileName its name
     * @param size     in bytes
     * @param sha256   of its bytes
     * @param url      where it is, from the root of this service
     */
    @RegisterForReflection
    record PendingFile(
            @JsonProperty("filename") String fileName,
            @JsonProperty("size") long size,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("url") String url) {}
}
