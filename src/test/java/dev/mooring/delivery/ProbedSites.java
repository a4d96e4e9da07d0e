package dev.mooring.delivery;

import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import dev.mooring.site.TestSites;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;

import static org.awaitility.Awaitility.await;

/** One site {@code a} that is probed 50 times a second, without an application round it. */
final class ProbedSites implements AutoCloseable {

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Sites sites;
    final Probes probes;
    private boolean ended;

    /** Not connected yet. */
    ProbedSites(Vertx vertx, String prefix, String url, String deadline, Map<String, String> more) {
        this(vertx, prefix, url, Map.of("mooring.verification.deadline", deadline), more, Clock.systemUTC());
    }

    /** As before, with other settings of the probe, and another clock. */
    ProbedSites(
            Vertx vertx,
            String prefix,
            String url,
            Map<String, String> settings,
            Map<String, String> more,
            Clock clock) {
        Map<String, String> values = new HashMap<>(Map.of(
                "mooring.sites.a.url", url,
                "mooring.sites.a.prefix", prefix,
                "mooring.sites.a.client-id", prefix,
                "mooring.defaults.reconnect.min-delay", "50ms",
                "mooring.defaults.reconnect.max-delay", "100ms"));
        values.putAll(more);
        sites = TestSites.make(values, registry, vertx, clock);
        Map<String, String> probing = new HashMap<>(Map.of(
                "mooring.verification.enabled", "true",
                "mooring.verification.interval", "20ms"));
        probing.putAll(settings);
        probes = new Probes(sites, ProbeSettingsTest.config(probing), clock, registry);
    }

    ProbedSites start() {
        probes.start();
        TestSites.start(sites);
        return this;
    }

    Site site() {
        return sites.all().get(0);
    }

    SiteProbe probe() {
        return probes.find("a").orElseThrow();
    }

    ProbeCounts counts() {
        return probe().counts();
    }

    /** Until so many more have come back. */
    void awaitReceived(int more) {
        long before = counts().received();
        await("numbers come back")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> counts().received() >= before + more);
    }

    static void soon(ThrowingRunnable assertion) {
        await("soon")
                .atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(assertion);
    }

    /** As the application's end does. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            new ProbesLifecycle(probes).stop(new ShutdownEvent());
            TestSites.shutDown(sites);
        }
    }
}
