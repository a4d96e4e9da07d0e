package dev.mooring.device;

import dev.mooring.site.Sites;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * Hears what devices say about their files, at every site. A report is acknowledged when it is kept, and not before; what is
 * no report, when it is among the dead letters of its site.
 */
@ApplicationScoped
class ReportIntake {

    /** Below the prefix of each site. */
    static final String FILTER = "devices/+/update-status";

    /** So that a backlog that follows CONNACK finds its handler. */
    private static final int BEFORE_SITES = 1900;

    @Produces
    @Singleton
    UpdateReports reports(DeviceConfig config, Event<UpdateReport> told, Vertx vertx, MeterRegistry metrics) {
        return new UpdateReports(
                new ReportFiles(directory(config)),
                told::fire,
                Workers.of(vertx),
                (pause, action) -> vertx.setTimer(pause.toMillis(), id -> action.run()),
                metrics);
    }

    /** A directory that is not usable stops nothing: a service that only carries events never needs it. */
    void start(
            @Observes @Priority(BEFORE_SITES) StartupEvent starting,
            UpdateReports reports,
            Sites sites,
            Clock clock,
            DeviceConfig config) {
        try {
            reports.load();
        } catch (IOException e) {
            DeviceLog.LOG.reportsUnusable(directory(config), e);
        }
        ReportDeadLetters deadLetters = new ReportDeadLetters(clock);
        sites.onEverySite(FILTER, (site, topic, payload, done) -> {
            ReadReport read = ReadReport.of(topic, payload, clock.instant());
            heard(reports, read, done, why -> {
                reports.refuse(site.name(), why);
                deadLetters.bury(site, topic, payload, why, done);
            });
        });
    }

    private static void heard(UpdateReports reports, ReadReport read, Runnable done, Consumer<String> refused) {
        if (read instanceof ReadReport.Good good) {
            reports.take(good.report(), done, refused);
        } else if (read instanceof ReadReport.Bad bad) {
            refused.accept(bad.why());
        }
    }

    private static Path directory(DeviceConfig config) {
        return config.directory().resolve("reports");
    }
}
