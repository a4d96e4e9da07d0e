package dev.mooring.device;

import java.util.regex.Pattern;

/**
 * The name under which an asset is kept, fetched and announced. What gets through is safe in a file name of any system,
 * in a header and in a log line: ASCII letters, digits, and {@code . _ + - ( ) @ = , ~}, with spaces and dots only inside.
 * So there is no path, no hidden file, no letter that looks like another one.
 *
 * @param value 1 to 200 characters
 */
record AssetName(String value) {

    private static final String EDGE = "[A-Za-z0-9_+\\-()@=,~]";
    private static final Pattern FORM = Pattern.compile(EDGE + "([A-Za-z0-9 ._+\\-()@=,~]{0,198}" + EDGE + ")?");

    /**
     * Takes a name as it is.
     *
     * @throws IllegalArgumentException if it has another form; the message does not quote it
     */
    AssetName {
        if (!isOne(value)) {
            throw new IllegalArgumentException(
                    "A file name must have 1 to 200 characters, of the letters A to Z and a to"
                            + " z, digits, space and . _ + - ( ) @ = , ~ alone, and neither begin nor end with a dot or a space.");
        }
    }

    /** Whether this has the form of a name. */
    static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
