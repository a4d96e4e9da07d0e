package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A config with its content: the summary's keys, and {@code content} after them.
 *
 * @param summary whose it is
 * @param content what the device gets
 */
@RegisterForReflection
@JsonPropertyOrder({"summary", "content"})
record ConfigDetail(
        @JsonUnwrapped ConfigSummary summary,
        @JsonProperty("content") JsonNode content) {

    static ConfigDetail of(MacAddress mac, JsonNode content) {
        return new ConfigDetail(ConfigSummary.of(mac, content), content);
    }
}
