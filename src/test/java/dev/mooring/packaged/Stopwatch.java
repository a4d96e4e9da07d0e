package dev.mooring.packaged;

import java.time.Duration;
import java.util.Locale;

/** Measures from its making on. */
final class Stopwatch {

    private final long begin = System.nanoTime();

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Prints a measured figure, for whoever wants to know more than that it is below a bound. */
    static Duration report(String what, Duration took) {
        System.out.println(String.format(Locale.ROOT, "FIGURE %s: %.2f s", what, took.toNanos() / 1e9));
        return took;
    }
}
