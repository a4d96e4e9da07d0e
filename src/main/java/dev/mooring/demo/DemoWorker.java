package dev.mooring.demo;

import dev.mooring.worker.Workers;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Registers a worker, so that there is one to be seen. */
@IfBuildProfile("dev")
@ApplicationScoped
class DemoWorker {

    void register(@Observes StartupEvent event, Workers workers) {
        var unused = workers.registerWorker("harbor-north", "crane-camera", List.of("image_resize"));
    }
}
