package dev.mooring.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in an {@code If-Match} or {@code If-None-Match} (RFC 9110, section 13.1).
 *
 * @param any  {@code *}: whatever exists
 * @param tags the tags otherwise
 */
record EntityTags(boolean any, List<Tag> tags) {

    /** One element of the list and what separates it from the next; empty elements are to be tolerated. */
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t,]*+(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*+)\"[ \\t]*+(?:,[ \\t,]*+|$)");

    /**
     * One of them.
     *
     * @param value without the quotes
     * @param weak  whether it only claims that two things mean the same
     */
    record Tag(String value, boolean weak) {}

    /**
     * Reads a header that may stand in several lines.
     *
     * @return empty if there is something else in it
     */
    static Optional<EntityTags> read(List<String> lines) {
        String text = String.join(",", lines).strip();
        if (text.equals("*")) {
            return Optional.of(new EntityTags(true, List.of()));
        }
        List<Tag> tags = new ArrayList<>();
        Matcher element = ELEMENT.matcher(text);
        // at the place itself and never further on: a search would try every place of a long header
        while (element.lookingAt()) {
            tags.add(new Tag(element.group(2), element.group(1) != null));
            if (element.end() == text.length()) {
                return Optional.of(new EntityTags(false, List.copyOf(tags)));
            }
            element.region(element.end(), text.length());
        }
        return Optional.empty();
    }

    /** For {@code If-Match}: whether one of them is, byte for byte, one of what exists. */
    boolean matchStrongly(Set<String> existing) {
        return any ? !existing.isEmpty() : tags.stream().anyMatch(tag -> !tag.weak() && existing.contains(tag.value()));
    }

    /** For {@code If-None-Match}: the same, and a proxy that weakened the tag does no harm. */
    boolean matchWeakly(Set<String> existing) {
        return any ? !existing.isEmpty() : tags.stream().anyMatch(tag -> existing.contains(tag.value()));
    }
}
