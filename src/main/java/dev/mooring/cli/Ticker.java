package dev.mooring.cli;

import java.time.temporal.ChronoUnit;

/** Lines of which only the last matters: one that changes on a terminal, or each with its time. On the main thread. */
final class Ticker {

    private static final int WIDTH = 100;

    private final Surroundings surroundings;
    private final boolean newline;
    private boolean open;

    Ticker(Surroundings surroundings, boolean newline) {
        this.surroundings = surroundings;
        this.newline = newline;
    }

    /** Something that the next of its kind replaces. */
    void say(String line) {
        if (newline) {
            surroundings.out().println(surroundings.clock().instant().truncatedTo(ChronoUnit.MILLIS) + " " + line);
        } else if (surroundings.interactive()) {
            surroundings.out().print('\r' + line + " ".repeat(Math.max(0, WIDTH - line.length())));
            open = true;
        } else {
            surroundings.out().println(line);
        }
    }

    /** Something that stays. */
    void important(String line) {
        end();
        surroundings
                .out()
                .println(newline ? surroundings.clock().instant().truncatedTo(ChronoUnit.MILLIS) + " " + line : line);
        surroundings.out().flush();
    }

    /** What follows begins on a line of its own. */
    void end() {
        if (open) {
            surroundings.out().println();
            open = false;
        }
        surroundings.out().flush();
    }
}
