package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * A config that a device has, or had.
 *
 * @param version its number; a later one is greater
 * @param size    in bytes
 * @param sha256  of its bytes, in lower-case hex
 * @param savedAt when it was saved
 * @param current whether it is what the device gets now
 */
@RegisterForReflection
record Revision(
        @JsonProperty("version") long version,
        @JsonProperty("size") long size,
        @JsonProperty("sha256") String sha256,
        @JsonProperty("saved_at") Instant savedAt,
        @JsonProperty("current") boolean current) {}
