package dev.mooring.retained;

import java.util.regex.Pattern;

/** Makes topics fit for a line of a log: they may hold whatever somebody published there. */
final class Shown {

    private static final Pattern UNSEEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
    private static final int LONGEST = 256;

    private Shown() {}

    /** The text with {@code ?} for what is no character to look at, and cut when it is long. */
    static String of(String text) {
        String seen = UNSEEN.matcher(text).replaceAll("?");
        return seen.length() > LONGEST ? seen.substring(0, LONGEST) + "..." : seen;
    }
}
