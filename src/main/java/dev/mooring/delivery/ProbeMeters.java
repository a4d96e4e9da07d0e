package dev.mooring.delivery;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The metrics of one site's probe, from its begin to its end. Safe on any thread. */
final class ProbeMeters {

    private static final String SITE = "site";
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final MeterRegistry registry;
    private final String site;
    private final Supplier<ProbeCounts> counts;
    private final List<Meter> all = new ArrayList<>();
    private final Timer roundTrip;

    /** @param counts asked whenever the metrics are read */
    ProbeMeters(MeterRegistry registry, String site, Supplier<ProbeCounts> counts) {
        this.registry = registry;
        this.site = site;
        this.counts = counts;
        counter("published", "Numbers that the probe set out to publish", ProbeCounts::attempted);
        counter("acknowledged", "Numbers that the broker acknowledged", ProbeCounts::acknowledged);
        counter("refused", "Numbers that the broker refused, or that found no room", ProbeCounts::refused);
        counter("received", "Numbers that came back in time", ProbeCounts::received);
        counter("lost", "Numbers that were acknowledged and did not come back in time", ProbeCounts::lost);
        counter("late", "Numbers that came back after they were counted as lost", ProbeCounts::late);
        counter("duplicated", "Numbers that came back once more", ProbeCounts::duplicated);
        counter("reordered", "Numbers that came back after a later one", ProbeCounts::reordered);
        counter("skipped", "Numbers left out, for want of a connection", ProbeCounts::skipped);
        all.add(Gauge.builder(name("under.way"), () -> counts.get().underWay())
                .description("Numbers that nothing is decided about so far")
                .tag(SITE, site)
                .register(registry));
        this.roundTrip = Timer.builder(name("round.trip"))
                .description("Time from publishing a number to its coming back")
                .tag(SITE, site)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        all.add(roundTrip);
    }

    private void counter(String what, String description, ToDoubleFunction<ProbeCounts> value) {
        all.add(FunctionCounter.builder(name(what), counts, each -> value.applyAsDouble(each.get()))
                .description(description)
                .tag(SITE, site)
                .register(registry));
    }

    private static String name(String what) {
        return "mooring.verification." + what;
    }

    /** One number came back. */
    void roundTrip(long nanos) {
        roundTrip.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Takes them out of the registry. */
    void remove() {
        all.forEach(registry::remove);
    }
}
