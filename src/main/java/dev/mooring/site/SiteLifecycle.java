package dev.mooring.site;

import dev.mooring.mqtt.StopOutcome;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts the sites when the service starts, and stops them in order when it stops. */
@ApplicationScoped
class SiteLifecycle {

    /** After reactive messaging (1000): a backlog that follows CONNACK has to find its handlers. */
    private static final int AFTER_MESSAGING = 2000;
    /** Before everything else, while event loops and handlers still run. */
    private static final int FIRST = 1;
    /** What a stop may take beyond the sessions' own deadline, for the event loops to report. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Sites sites;

    SiteLifecycle(Sites sites) {
        this.sites = sites;
    }

    void start(@Observes @Priority(AFTER_MESSAGING) StartupEvent event) {
        sites.start();
    }

    /** Blocks the shutdown thread, and no other, until all sites said goodbye or the timeout ended. */
    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        sites.beginStopping();
        long begin = System.nanoTime();
        Duration timeout = sites.shutdownTimeout();
        Map<Site, Future<StopOutcome>> stopping = new LinkedHashMap<>();
        for (Site site : sites.all()) {
            stopping.put(site, site.stop(timeout));
        }
        CompositeFuture all = Future.join(List.copyOf(stopping.values()));
        try {
            all.toCompletionStage()
                    .toCompletableFuture()
                    .get(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Said below: what has not reported by now counts as cut off.
        }
        report(stopping, System.nanoTime() - begin);
    }

    private static void report(Map<Site, Future<StopOutcome>> stopping, long nanos) {
        stopping.forEach((site, outcome) -> {
            if (!outcome.succeeded()) {
                SiteLog.LOG.notStopped(site.name());
            } else if (!outcome.result().clean()) {
                SiteLog.LOG.cutOff(
                        site.name(), outcome.result().unsent(), outcome.result().unhandled());
            }
        });
        if (!stopping.isEmpty()) {
            SiteLog.LOG.allDisconnected(String.format(Locale.ROOT, "%.2f", nanos / 1e9));
        }
    }
}
