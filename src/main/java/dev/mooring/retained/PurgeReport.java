package dev.mooring.retained;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What became of a purge.
 *
 * @param dryRun      whether nothing was to be changed
 * @param found       how many retained messages the filter found
 * @param selected    how many of them were meant
 * @param kept        how many stay because a filter keeps them
 * @param spared      how many stay because somebody alive keeps them
 * @param unmatched   how many stay because their payload does not match
 * @param undecided   how many stay because it took too long to find out whether their payload matches
 * @param young       how many stay because they are too young
 * @param withoutTime how many stay because nobody knows how old they are
 * @param purged      how many were deleted, and seen to be gone
 * @param gone        how many somebody else deleted meanwhile
 * @param changed     how many have another payload by now, and stay
 * @param failed      how many are still there although they were to be deleted, or could not be looked at
 * @param failures    the first of those, with what is known
 * @param complete    whether the broker showed that the list was all of them; else it fell silent
 */
@RegisterForReflection
public record PurgeReport(
        @JsonProperty("dry_run") boolean dryRun,
        @JsonProperty("found") long found,
        @JsonProperty("selected") long selected,
        @JsonProperty("kept") long kept,
        @JsonProperty("spared") long spared,
        @JsonProperty("unmatched") long unmatched,
        @JsonProperty("undecided") long undecided,
        @JsonProperty("young") long young,
        @JsonProperty("without_time") long withoutTime,
        @JsonProperty("purged") long purged,
        @JsonProperty("gone") long gone,
        @JsonProperty("changed") long changed,
        @JsonProperty("failed") long failed,
        @JsonProperty("failures") List<Failure> failures,
        @JsonProperty("complete") boolean complete) {

    /** A topic that could not be purged. */
    @RegisterForReflection
    public record Failure(
            @JsonProperty("topic") String topic,
            @JsonProperty("why") String why) {}

    /** Whether all went as asked. */
    @JsonProperty("as_asked")
    public boolean asAsked() {
        return failed == 0 && undecided == 0;
    }
}
