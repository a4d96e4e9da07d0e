package dev.mooring.worker;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker as it is shown.
 *
 * @param id           the last level of its topic
 * @param topic        where it says what it can do
 * @param state        one of {@link WorkerState}, in lower case
 * @param capabilities what it can do
 * @param idleCount    how much of it it could do now
 * @param lastSeen     when it last said so; null when nobody knows
 * @param reason       why it is unreadable
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkerView(
        @JsonProperty("id") String id,
        @JsonProperty("topic") String topic,
        @JsonProperty("state") String state,
        @JsonProperty("capabilities") @Nullable List<String> capabilities,
        @JsonProperty("idle_count") @Nullable Integer idleCount,
        @JsonProperty("last_seen") @Nullable Instant lastSeen,
        @JsonProperty("reason") @Nullable String reason) {}
