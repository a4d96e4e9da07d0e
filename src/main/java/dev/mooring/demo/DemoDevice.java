package dev.mooring.demo;

import io.quarkus.arc.profile.IfBuildProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * A device that waits for news of its config. It speaks through the stock connector, not ours: to Mooring it is a
 * foreign peer, as real devices are.
 */
@IfBuildProfile("dev")
@ApplicationScoped
class DemoDevice {

    @Incoming("demo-device")
    void heard(byte[] payload) {
        DemoLog.LOG.deviceHeard(new String(payload, StandardCharsets.UTF_8));
    }
}
