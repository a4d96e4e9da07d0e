package dev.mooring.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/** What stands around the messages of an exported file. */
final class ExportEnds {

    /** Of the form of the file. */
    static final int VERSION = 1;

    private ExportEnds() {}

    /**
     * The first line.
     *
     * @param version  of the form
     * @param exported when, in ISO 8601
     */
    @RegisterForReflection
    record Head(
            @JsonProperty("mooring_retained") int version,
            @JsonProperty("exported") @Nullable String exported,
            @JsonProperty("broker") @Nullable String broker,
            @JsonProperty("filter") @Nullable String filter) {}

    /**
     * The last line: without it the file was cut off.
     *
     * @param count how many messages stand before it
     */
    @RegisterForReflection
    record Foot(@JsonProperty("end") long count) {}
}
