package dev.mooring.device;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * An asset on its way to devices, a stage after the other, and how far it is. Kept as a file of JSON with these names. How
 * far each device is stands in its reports, not here. Immutable.
 *
 * @param id               names it
 * @param asset            the file to be rolled out
 * @param size             its size in bytes when the rollout was made
 * @param sha256           its hash when the rollout was made: other bytes under the same name are another rollout's
 * @param version          the asset's version then
 * @param devices          who is to have it, in the order of the stages
 * @param stages           how many of them have been told after each stage, in percent, rising to 100
 * @param successThreshold how many percent of those told must have it before the next stage begins
 * @param errorThreshold   how many percent of those told may fail before it pauses
 * @param createdAt        when it was made
 * @param state            whether it goes on
 * @param stage            the stage it is in, from 0
 * @param reason           why it is paused or aborted; else empty
 * @param since            failures that were reported before do not count
 */
@RegisterForReflection
record Rollout(
        @JsonProperty("id") String id,
        @JsonProperty("asset") String asset,
        @JsonProperty("size") long size,
        @JsonProperty("sha256") String sha256,
        @JsonProperty("version") long version,
        @JsonProperty("devices") List<MacAddress> devices,
        @JsonProperty("stages") List<Integer> stages,
        @JsonProperty("success_threshold") int successThreshold,
        @JsonProperty("error_threshold") int errorThreshold,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("state") State state,
        @JsonProperty("stage") int stage,
        @JsonProperty("reason") String reason,
        @JsonProperty("since") Instant since) {

    private static final int ALL = 100;

    /** Whether a rollout goes on; on the wire in lower case. */
    enum State {
        /** Devices are told as soon as their stage begins. */
        @JsonProperty("running")
        RUNNING,
        /** Nobody else is told until somebody resumes it. */
        @JsonProperty("paused")
        PAUSED,
        /** Enough of all devices have it. */
        @JsonProperty("finished")
        FINISHED,
        /** Somebody called it off. */
        @JsonProperty("aborted")
        ABORTED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isOver() {
            return this == FINISHED || this == ABORTED;
        }
    }

    Rollout {
        devices = List.copyOf(devices);
        stages = List.copyOf(stages);
    }

    @JsonIgnore
    boolean isRunning() {
        return state == State.RUNNING;
    }

    /** Those whose stage has begun; they come first. */
    @JsonIgnore
    List<MacAddress> begun() {
        return devices.subList(0, until(stage));
    }

    private int until(int ofStage) {
        long share = (long) devices.size() * stages.get(ofStage);
        return (int) ((share + ALL - 1) / ALL);
    }

    /** Whether so many are more than may fail of those told. */
    boolean failsWith(int failed) {
        return (long) failed * ALL > (long) errorThreshold * begun().size();
    }

    /** Whether so many are enough of those told. */
    boolean succeedsWith(int updated) {
        return (long) updated * ALL >= (long) successThreshold * begun().size();
    }

    /** Whether a report speaks of these bytes, and of what was done since the rollout began or was resumed. */
    boolean isMeantBy(UpdateReport report) {
        boolean late = !report.at().isBefore(since);
        boolean ours =
                report.sha256().equals(sha256) || (late && report.sha256().isEmpty());
        boolean counts = late || report.state() == UpdateReport.State.UPDATED;
        return ours && counts && report.fileName().equals(asset);
    }

    /** The file as it was when the rollout was made. */
    StoredFile file() {
        return new StoredFile(asset, size, sha256, version, createdAt);
    }

    Rollout paused(String why) {
        return with(State.PAUSED, stage, why, since);
    }

    Rollout resumed(Instant now) {
        return with(State.RUNNING, stage, "", now);
    }

    Rollout aborted(String why) {
        return with(State.ABORTED, stage, why, since);
    }

    /** In its next stage, or finished if there is none. */
    Rollout advanced() {
        return stage == stages.size() - 1
                ? with(State.FINISHED, stage, "", since)
                : with(State.RUNNING, stage + 1, "", since);
    }

    private Rollout with(State newState, int newStage, String newReason, Instant newSince) {
        return new Rollout(
                id,
                asset,
                size,
                sha256,
                version,
                devices,
                stages,
                successThreshold,
                errorThreshold,
                createdAt,
                newState,
                newStage,
                newReason,
                newSince);
    }
}
