package dev.mooring.cli;

import java.io.IOException;
import java.io.InputStream;

/** What somebody types. */
final class Answer {

    private static final int LONGEST = 1_000;

    private final InputStream in;

    Answer(InputStream in) {
        this.in = in;
    }

    /** Waits for a line; only {@code y} and {@code yes} mean it. */
    boolean isYes() {
        StringBuilder line = new StringBuilder();
        try {
            for (int each = in.read(); each >= 0 && each != '\n' && line.length() < LONGEST; each = in.read()) {
                line.append((char) each);
            }
        } catch (IOException e) {
            return false;
        }
        String said = line.toString().strip();
        return said.equalsIgnoreCase("y") || said.equalsIgnoreCase("yes");
    }
}
