package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * A config as the list shows it.
 *
 * @param macAddress the device
 * @param deviceName the content's {@code deviceName} as it stands there, or null
 * @param deviceEntityId the same for {@code deviceEntityId}
 * @param enableOta the same for its key "enableOTA"
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record ConfigSummary(
        @JsonProperty("mac_address") String macAddress,
        @JsonProperty("device_name") @Nullable JsonNode deviceName,
        @JsonProperty("device_entity_id") @Nullable JsonNode deviceEntityId,
        @JsonProperty("enable_ota") @Nullable JsonNode enableOta) {

    /**
     * Picks the three values out of a content.
     *
     * @param mac the device
     * @param content its config; of another kind than an object it has none of the values
     */
    static ConfigSummary of(MacAddress mac, JsonNode content) {
        return new ConfigSummary(
                mac.value(), content.get("deviceName"), content.get("deviceEntityId"), content.get("enableOTA"));
    }
}
