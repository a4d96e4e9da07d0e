package dev.mooring.retained;

import java.util.regex.Pattern;

/**
 * Looks for a regular expression, and gives up after so many steps: some expressions take longer than the universe will
 * last, on texts that somebody else wrote.
 */
final class BoundedMatch {

    /** A few milliseconds. */
    private static final int MOST_STEPS = 1_000_000;

    private BoundedMatch() {}

    static Selection.Match find(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Counted(text)).find() ? Selection.Match.YES : Selection.Match.NO;
        } catch (TooLongException | StackOverflowError e) { // alternatives in a loop are looked for by recursion
            return Selection.Match.TOO_LONG;
        }
    }

    /** A text that lets itself be read so often. */
    private static final class Counted implements CharSequence {
        private final String text;
        private int left = MOST_STEPS;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new TooLongException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Enough. */
    private static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("too many steps", null, false, false);
        }
    }
}
