package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device with what it should have and what it said.
 *
 * @param macAddress   which
 * @param deviceName   its config's {@code deviceName}, or null
 * @param config       its config, or null if it has none
 * @param lastReportAt when it said something last, or null if it never did
 * @param files        what it said last about each file, the one that it said longest ago first
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record DeviceView(
        @JsonProperty("mac_address") String macAddress,
        @JsonProperty("device_name") @Nullable JsonNode deviceName,
        @JsonProperty("config") @Nullable Config config,
        @JsonProperty("last_report_at") @Nullable Instant lastReportAt,
        @JsonProperty("files") List<FileView> files) {

    /**
     * What a device's config is now.
     *
     * @param size   in bytes
     * @param sha256 of its bytes
     */
    @RegisterForReflection
    record Config(
            @JsonProperty("size") long size,
            @JsonProperty("sha256") String sha256) {

        static Config of(CurrentFile file) {
            return new Config(file.size(), file.sha256());
        }
    }

    /**
     * What a device said about a file.
     *
     * @param fileName   which
     * @param status     how far it was
     * @param sha256     of the file it spoke of, or empty
     * @param text       in its own words, or empty
     * @param reportedAt when
     * @param current    whether that is the file as it is now; false when it did not say the sha256
     */
    @RegisterForReflection
    record FileView(
            @JsonProperty("filename") String fileName,
            @JsonProperty("status") String status,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("text") String text,
            @JsonProperty("reported_at") Instant reportedAt,
            @JsonProperty("current") boolean current) {

        static FileView of(UpdateReport report, boolean current) {
            return new FileView(
                    report.fileName(), report.state().word(), report.sha256(), report.text(), report.at(), current);
        }
    }
}
