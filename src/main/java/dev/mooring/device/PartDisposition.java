package dev.mooring.device;

import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.common.headers.HeaderUtil;
import org.jspecify.annotations.Nullable;

/**
 * What the header {@code Content-Disposition} of a part says.
 *
 * @param field the field's name; empty if it has none
 * @param fileName as the client wrote it, encoded (RFC 5987) or not; empty if it is no file
 */
record PartDisposition(String field, Optional<String> fileName) {

    private static final Pattern EXTENDED = Pattern.compile("(?i)(utf-8|iso-8859-1)'[^']*'(.*)");

    static PartDisposition of(@Nullable String header) {
        // so that there is something behind the last value: the library looks there
        String disposition = header == null ? ";" : header + ";";
        String field = HeaderUtil.extractQuotedValueFromHeader(disposition, "name");
        String plain = HeaderUtil.extractQuotedValueFromHeader(disposition, "filename");
        String extended = HeaderUtil.extractQuotedValueFromHeader(disposition, "filename*");
        return new PartDisposition(
                field == null ? "" : field,
                extended == null ? Optional.ofNullable(plain) : Optional.of(decoded(extended)));
    }

    /** What cannot be decoded stays as it is, and its percent signs and quotes are in no asset's name. */
    private static String decoded(String extended) {
        Matcher parts = EXTENDED.matcher(extended);
        if (!parts.matches()) {
            return extended;
        }
        try {
            // a plus sign is itself here, unlike in a form's address
            return URLDecoder.decode(parts.group(2).replace("+", "%2B"), Charset.forName(parts.group(1)));
        } catch (IllegalArgumentException e) {
            return extended;
        }
    }
}
