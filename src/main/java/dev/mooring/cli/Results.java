package dev.mooring.cli;

import java.io.PrintWriter;

/** Writes lines to standard output, and notices when nobody reads them any more, as after {@code | head}. */
final class Results {

    private static final int LINES_BETWEEN_LOOKS = 256;

    private final PrintWriter out;
    private long lines;

    Results(PrintWriter out) {
        this.out = out;
    }

    void line(String line) throws CommandException {
        out.println(line);
        if (++lines % LINES_BETWEEN_LOOKS == 0) {
            look();
        }
    }

    /** What was written is on its way. */
    void look() throws CommandException {
        if (out.checkError()) {
            throw new CommandException(ExitCode.FAILED, "nobody reads what is written");
        }
    }
}
