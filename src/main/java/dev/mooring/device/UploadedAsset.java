package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * The answer to an upload, as clients have always got it.
 *
 * @param fileName under which it is fetched
 * @param size in bytes
 * @param uploadedAt when it was saved
 */
@RegisterForReflection
record UploadedAsset(
        @JsonProperty("filename") String fileName,
        @JsonProperty("size") long size,
        @JsonProperty("uploaded_at") Instant uploadedAt) {

    static UploadedAsset of(StoredFile asset) {
        return new UploadedAsset(asset.name(), asset.size(), asset.savedAt());
    }
}
