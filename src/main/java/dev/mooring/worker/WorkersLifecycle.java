package dev.mooring.worker;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Has registered workers clear their topics before the sites stop. */
@ApplicationScoped
class WorkersLifecycle {

    private static final int BEFORE_SITES = 1900;
    private static final int FIRST = 0;
    /** A little more than a worker's own deadline. */
    private static final Duration LONGEST = Duration.ofMillis(2_500);

    private final Workers workers;
    private final Watches watches;

    WorkersLifecycle(Workers workers, Watches watches) {
        this.workers = workers;
        this.watches = watches;
    }

    /** Checks what is configured, also when nobody asks for workers. */
    void start(@Observes @Priority(BEFORE_SITES) StartupEvent event) {
        watches.start();
    }

    /** Blocks the shutdown thread, and no other. */
    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        try {
            workers.stop().await().atMost(LONGEST);
        } catch (RuntimeException e) {
            // The sites stop whether or not the broker heard it.
            WorkerLog.LOG.noFarewell(e.toString());
        }
    }
}
