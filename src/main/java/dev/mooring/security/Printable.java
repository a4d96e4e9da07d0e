package dev.mooring.security;

/** Makes what strangers send fit for one line of a log. */
final class Printable {

    private static final int LONGEST = 256;

    private Printable() {}

    /** The text with {@code ?} for everything that is no plain ASCII, and cut when it is long. */
    static String of(String text) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), LONGEST + 1));
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char each = text.charAt(i);
            plain.append(each >= ' ' && each <= '~' ? each : '?');
        }
        return text.length() > LONGEST ? plain.append("...").toString() : plain.toString();
    }
}
