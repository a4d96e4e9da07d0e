package dev.mooring.retained;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * The beginning of what a broker retains.
 *
 * @param retained at most as many as were asked for
 * @param count    how many there are
 * @param complete whether the broker showed that these are all that it counted; else it fell silent
 */
@RegisterForReflection
record RetainedList(
        @JsonProperty("retained") List<RetainedEntry> retained,
        @JsonProperty("count") long count,
        @JsonProperty("complete") boolean complete) {}
