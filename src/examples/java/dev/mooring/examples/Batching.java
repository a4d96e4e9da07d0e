package dev.mooring.examples;

import dev.mooring.event.Batch;
import dev.mooring.event.EventClient;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Pattern 4b: fifty readings to an event, or what there is after two seconds. */
public final class Batching {

    /** One item of the batch. */
    public record Reading(String sensor, double celsius) {}

    private final Batch readings;

    /** Over a client that somebody else shuts down; what waits then is published before it disconnects. */
    public Batching(EventClient client) {
        this.readings = client.batch("sensors/temperature", 50, Duration.ofSeconds(2));
    }

    /** Adds a reading; done when the broker has the batch that it is in. */
    public Uni<Void> add(Reading reading) {
        return readings.add(reading);
    }
}
