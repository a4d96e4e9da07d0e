package dev.mooring.cli;

/** Makes what strangers published fit for a terminal: what could move its cursor or change its colours is written as an escape. */
final class Escaped {

    private static final String HEX = "0123456789abcdef";

    private Escaped() {}

    /** In one line; everything that can be seen stays as it is. */
    static String text(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(each -> {
            if (isSafe(each)) {
                plain.appendCodePoint(each);
            } else if (each == '\n') {
                plain.append("\\n");
            } else if (each == '\t') {
                plain.append("\\t");
            } else if (each == '\r') {
                plain.append("\\r");
            } else {
                plain.append("\\u{");
                hex(each, plain);
                plain.append('}');
            }
        });
        return plain.toString();
    }

    private static void hex(int number, StringBuilder plain) {
        if (number >= 16) {
            hex(number >> 4, plain);
        }
        plain.append(HEX.charAt(number & 15));
    }

    /** No control, no direction of writing, no half character, nothing unseen. */
    private static boolean isSafe(int each) {
        return switch (Character.getType(each)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
