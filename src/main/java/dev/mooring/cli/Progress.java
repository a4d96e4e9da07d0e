package dev.mooring.cli;

import java.io.PrintWriter;
import java.time.Duration;

/** How far a long command has come: a bar on a terminal, otherwise a line now and then. Safe on any thread. */
final class Progress {

    private static final int WIDTH = 30;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final Duration BETWEEN_BARS = Duration.ofMillis(100);

    private final PrintWriter err;
    private final boolean bar;
    private final String verb;
    private final long total;
    private final long begin = System.nanoTime();
    private volatile long shown = begin;

    /**
     * Something that is about to begin.
     *
     * @param verb  what is done to so many, such as {@code purged}
     * @param total how many there are; 0 when nobody knows yet
     */
    Progress(Surroundings surroundings, String verb, long total) {
        this.err = surroundings.err();
        this.bar = surroundings.interactive();
        this.verb = verb;
        this.total = total;
    }

    /** So many are done. */
    void done(long count) {
        long now = System.nanoTime();
        Duration pause = bar ? BETWEEN_BARS : BETWEEN_LINES;
        if (now - shown < pause.toNanos()) {
            return;
        }
        shown = now;
        if (total < 1) {
            err.printf(bar ? "\r%d %s" : "%d %s%n", count, verb);
            err.flush();
        } else if (bar) {
            int full = (int) Math.min(WIDTH, count * WIDTH / total);
            err.printf("\r[%s%s] %d of %d %s", "#".repeat(full), " ".repeat(WIDTH - full), count, total, verb);
            err.flush();
        } else {
            err.printf("%d of %d %s%n", count, total, verb);
        }
    }

    /** It is over, well or not: what follows begins on a line of its own. */
    void end() {
        if (bar && shown != begin) {
            err.print("\r" + " ".repeat(WIDTH + 60) + "\r");
            err.flush();
        }
    }
}
