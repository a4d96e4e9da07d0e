package dev.mooring.exchange;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Starts the sites' event clients before their connections, and has them say goodbye before those end. */
@ApplicationScoped
class SiteEventsLifecycle {

    private static final int BEFORE_SITES = 1900;
    private static final int FIRST = 0;
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final SiteEvents events;

    SiteEventsLifecycle(SiteEvents events) {
        this.events = events;
    }

    void start(@Observes @Priority(BEFORE_SITES) StartupEvent event) {
        events.start();
    }

    /** Blocks the shutdown thread, and no other. */
    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        try {
            events.stop().await().atMost(LONGEST);
        } catch (RuntimeException e) {
            // The sites stop whether or not the broker heard it.
            ExchangeLog.LOG.noFarewell(e.toString());
        }
    }
}
