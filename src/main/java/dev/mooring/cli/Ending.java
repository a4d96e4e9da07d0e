package dev.mooring.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The end of a command that runs until Ctrl-C: asks it to end, keeps the process for a while until it has, and makes its exit
 * code that of the process, which without this would be 130 whatever was found.
 */
final class Ending {

    /** What runs; returns the exit code. On the main thread. */
    @FunctionalInterface
    interface Body {
        int run() throws CommandException;
    }

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Runnable stop;
    private final Duration longest;
    private final Thread hook;
    private volatile int exitCode = ExitCode.FAILED;

    private Ending(Runnable stop, Duration longest) {
        this.stop = stop;
        this.longest = longest;
        this.hook = new Thread(this::interrupted, "mooring-ending");
    }

    /** While it runs, Ctrl-C and SIGTERM ask for the end instead of being it. */
    static int around(Surroundings surroundings, Runnable stop, Duration longest, Body body) throws CommandException {
        Ending ending = new Ending(stop, longest);
        Runtime.getRuntime().addShutdownHook(ending.hook);
        try {
            ending.exitCode = body.run();
            return ending.exitCode;
        } finally {
            surroundings.out().flush();
            surroundings.err().flush();
            ending.over();
        }
    }

    private void interrupted() {
        stop.run();
        try {
            if (!ended.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("mooring: did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }

    private void over() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs already
        }
    }
}
