package dev.mooring.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets the main thread wait so that a rate is kept. */
final class Pause {

    private Pause() {}

    /** Until so long after an instant of {@link System#nanoTime}. */
    static void until(long begin, Duration after) throws CommandException {
        long left = after.toNanos() - (System.nanoTime() - begin);
        if (left > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandException(ExitCode.FAILED, "interrupted");
            }
        }
    }
}
