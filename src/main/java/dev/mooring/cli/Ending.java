package dev.mooring.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends a command that runs until Ctrl-C: asks it to, and keeps the process for a while until it has. */
final class Ending {

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;

    private Ending(Runnable stop, Duration longest) {
        this.hook = new Thread(
                () -> {
                    stop.run();
                    awaitEnd(longest);
                },
                "mooring-ending");
    }

    /** From now on, Ctrl-C and SIGTERM ask for the end instead of being it. */
    static Ending with(Runnable stop, Duration longest) {
        Ending ending = new Ending(stop, longest);
        Runtime.getRuntime().addShutdownHook(ending.hook);
        return ending;
    }

    private void awaitEnd(Duration longest) {
        try {
            if (!ended.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("mooring: did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command has ended by itself. */
    void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs already
        }
    }
}
