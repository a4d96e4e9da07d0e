package dev.mooring.demo;

import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/**
 * A device that sends a temperature now and then and waits for news of its config. It speaks through the stock
 * connector, not ours: to Mooring it is a foreign peer, as real devices are.
 */
@IfBuildProfile("dev")
@ApplicationScoped
class DemoDevice {

    private static final Duration EVERY = Duration.ofSeconds(10);

    @Incoming("demo-device-updates")
    void heard(byte[] payload) {
        DemoLog.LOG.deviceHeard(new String(payload, StandardCharsets.UTF_8));
    }

    /** Warms up from 20 to 89 degrees, and begins again. */
    @Outgoing("demo-device-readings")
    Multi<String> readings() {
        return Multi.createFrom()
                .ticks()
                .every(EVERY)
                .onOverflow()
                .drop()
                .map(tick -> String.format(Locale.ROOT, "{\"celsius\": %d}", 20 + tick * 3 % 70));
    }
}
