package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * All assets, in the order of their names.
 *
 * @param assets one entry an asset
 * @param count how many
 */
@RegisterForReflection
record AssetList(
        @JsonProperty("assets") List<AssetSummary> assets,
        @JsonProperty("count") int count) {

    static AssetList of(List<StoredFile> assets) {
        return new AssetList(assets.stream().map(AssetSummary::of).toList(), assets.size());
    }
}
