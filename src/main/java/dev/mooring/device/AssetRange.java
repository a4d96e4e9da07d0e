package dev.mooring.device;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which part of an asset a {@code Range} header wants (RFC 9110, section 14). */
sealed interface AssetRange {

    /** All of it: what is wanted is no range, several, or none that can be understood. */
    record Whole() implements AssetRange {}

    /**
     * One part.
     *
     * @param first its first byte, from 0
     * @param length how many bytes, one at least
     */
    record Part(long first, long length) implements AssetRange {}

    /** A part that lies behind the end. */
    record Unsatisfiable() implements AssetRange {}

    /** One range; 18 digits are below what a long can hold, and above what a file can have. */
    Pattern SINGLE = Pattern.compile("(?i)bytes=\\s*([0-9]{0,18})-([0-9]{0,18})\\s*");

    /**
     * Reads the header.
     *
     * @param header null if there is none
     * @param size of the asset, one byte at least
     * @return what to send
     */
    static AssetRange of(@Nullable String header, long size) {
        Matcher range = SINGLE.matcher(header == null ? "" : header);
        if (!range.matches() || (range.group(1) + range.group(2)).isEmpty()) {
            return new Whole();
        }
        if (range.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(range.group(2)), size);
            return last == 0 ? new Unsatisfiable() : new Part(size - last, last);
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? size - 1 : Long.parseLong(range.group(2));
        if (last < first && !range.group(2).isEmpty()) {
            return new Whole(); // backwards is no range
        }
        return first >= size ? new Unsatisfiable() : new Part(first, Math.min(last, size - 1) - first + 1);
    }
}
