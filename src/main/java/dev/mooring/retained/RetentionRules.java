package dev.mooring.retained;

import dev.mooring.site.Site;
import dev.mooring.site.Sites;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Purges by the clock. A rule never overlaps itself, leaves a site alone that is not connected or is being purged already,
 * and goes on after whatever went wrong. Without a rule the scheduler does not run.
 */
@ApplicationScoped
class RetentionRules {

    private static final int SITES_AT_ONCE = 4;

    private final RetainedConfig config;
    private final Sites sites;
    private final Purges purges;
    private final Scheduler scheduler;
    /** When the last rule that wanted a site is through with it. */
    private final Map<String, Future<Void>> lanes = new ConcurrentHashMap<>();

    private volatile boolean stopped;

    RetentionRules(RetainedConfig config, Sites sites, Purges purges, Scheduler scheduler) {
        this.config = config;
        this.sites = sites;
        this.purges = purges;
        this.scheduler = scheduler;
    }

    /** Ends the start when a rule is wrong, with one line that names the key. */
    void start(@Observes StartupEvent event) {
        config.rules().forEach((name, rule) -> {
            RetentionRule checked = RetentionRule.read(name, rule, sites);
            if (rule.enabled()) {
                schedule(checked);
            }
        });
        if (!scheduler.getScheduledJobs().isEmpty()) {
            scheduler.resume();
        }
    }

    /** Beans of the container cannot be asked any more when a purge ends after this. */
    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void schedule(RetentionRule rule) {
        Scheduler.JobDefinition<?> job = scheduler
                .newJob("retention-rule-" + rule.name())
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setAsyncTask(execution -> obey(rule));
        rule.interval()
                .ifPresentOrElse(
                        every -> job.setInterval(every.toString()),
                        () -> job.setCron(rule.config().schedule()));
        try {
            job.schedule();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw RetentionRule.wrong(
                    rule.name(), "schedule", "is neither a Quartz cron expression nor a duration: " + e.getMessage());
        }
    }

    private Uni<Void> obey(RetentionRule rule) {
        return Multi.createFrom()
                .iterable(rule.sites())
                .onItem()
                .transformToUni(site -> obey(rule, site))
                .merge(SITES_AT_ONCE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Rules for one site wait for each other: at three in the morning they all come at once. */
    private Uni<Void> obey(RetentionRule rule, Site site) {
        Promise<Void> over = Promise.promise();
        Future<Void> before = lanes.put(site.name(), over.future());
        (before == null ? Future.<Void>succeededFuture() : before)
                .onComplete(ready -> purge(rule, site).onComplete(done -> over.complete()));
        return Uni.createFrom().completionStage(over.future().toCompletionStage());
    }

    /** What goes wrong is said in the audit line already. */
    private Future<PurgeReport> purge(RetentionRule rule, Site site) {
        if (stopped || !site.connected()) {
            return skipped(rule, site, "it is not connected");
        }
        if (!site.publishes()) {
            return skipped(rule, site, "nothing is published here: mooring.broadcast-type is noop");
        }
        return purges.begin(site, rule.order(site), () -> "retention rule " + rule.name())
                .orElseGet(() -> skipped(rule, site, "another purge of it is under way"));
    }

    private static Future<PurgeReport> skipped(RetentionRule rule, Site site, String why) {
        RetainedLog.LOG.ruleSkipped(rule.name(), site.name(), why);
        return Future.failedFuture(new RetainedException(why));
    }
}
