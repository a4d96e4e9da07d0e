package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * An asset as the list shows it.
 *
 * @param fileName under which it is fetched
 * @param size in bytes
 * @param sha256 of its bytes, in lower-case hex
 * @param uploadedAt when it was saved
 * @param version how often something was saved under that name
 */
@RegisterForReflection
record AssetSummary(
        @JsonProperty("filename") String fileName,
        @JsonProperty("size") long size,
        @JsonProperty("sha256") String sha256,
        @JsonProperty("uploaded_at") Instant uploadedAt,
        @JsonProperty("version") long version) {

    static AssetSummary of(StoredFile asset) {
        return new AssetSummary(asset.name(), asset.size(), asset.sha256(), asset.savedAt(), asset.version());
    }
}
