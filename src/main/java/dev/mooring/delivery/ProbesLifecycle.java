package dev.mooring.delivery;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Starts the probes before the sites connect, and ends them before the sites say goodbye. */
@ApplicationScoped
class ProbesLifecycle {

    private static final int BEFORE_SITES = 1900;
    private static final int FIRST = 0;

    private final Probes probes;

    ProbesLifecycle(Probes probes) {
        this.probes = probes;
    }

    /** Checks what is configured, also when there is no probe. */
    void start(@Observes @Priority(BEFORE_SITES) StartupEvent event) {
        probes.start();
    }

    /** Waits for nothing: what it asks of the event loops comes before what the sites' end asks of them. */
    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        probes.stop();
    }
}
