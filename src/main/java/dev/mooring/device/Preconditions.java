package dev.mooring.device;

import dev.mooring.problem.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a request expects of the config that it is about to change.
 *
 * @param ifMatch     one of these must be there; empty if anything or nothing may
 * @param ifNoneMatch none of these may be there; empty if anything may
 */
record Preconditions(Optional<EntityTags> ifMatch, Optional<EntityTags> ifNoneMatch) {

    /** Expects nothing. */
    static final Preconditions NONE = new Preconditions(Optional.empty(), Optional.empty());

    /**
     * Those of a request.
     *
     * @throws dev.mooring.problem.ProblemException if they cannot be read: to ignore them could overwrite what the sender
     *     wanted to spare
     */
    static Preconditions of(HttpHeaders headers) {
        return new Preconditions(tags(headers, HttpHeaders.IF_MATCH), tags(headers, HttpHeaders.IF_NONE_MATCH));
    }

    private static Optional<EntityTags> tags(HttpHeaders headers, String name) {
        List<String> lines = headers.getRequestHeader(name);
        if (lines == null || lines.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(EntityTags.read(lines)
                .orElseThrow(() -> Problem.validationFailed(name + " must be * or a list of quoted entity tags.")
                        .asException()));
    }

    /** Whether a config is what they expect. */
    boolean hold(Optional<byte[]> current) {
        if (ifMatch.isEmpty() && ifNoneMatch.isEmpty()) {
            return true;
        }
        Set<String> existing = current.map(ConfigTags::of).orElse(Set.of());
        return ifMatch.map(tags -> tags.matchStrongly(existing)).orElse(true)
                && !ifNoneMatch.map(tags -> tags.matchWeakly(existing)).orElse(false);
    }
}
