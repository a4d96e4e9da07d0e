package dev.mooring.retained;

import dev.mooring.mqtt.InboundMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Lists, then deletes what is meant and still is what it was, at a bounded rate, and looks whether it is gone. What it did
 * not see to be gone it does not call purged. Confined to the connection's event loop; made for one use.
 */
final class Purge {

    static final int MOST_FAILURES = 100;

    /** Half of what mosquitto queues for a client; what is more it would drop. */
    private static final int BATCH = 500;

    private static final int RETRIES = 5;
    private static final Duration RECONNECT = Duration.ofSeconds(30);

    private final RetainedConnection connection;
    private final Context context;
    private final Selection selection;
    private final int rate;
    private final Clock clock;
    private final LongConsumer progress;

    private final Map<Selection.Verdict, Long> verdicts = new EnumMap<>(Selection.Verdict.class);
    private final Map<PurgedTopic.Outcome, Long> outcomes = new EnumMap<>(PurgedTopic.Outcome.class);
    private final List<PurgeReport.Failure> failures = new ArrayList<>();
    private final List<PurgePlan.Item> pending = new ArrayList<>();
    private Future<Void> written = Future.succeededFuture();

    /**
     * A purge.
     *
     * @param rate     deletions per second, at most
     * @param progress gets how many topics are done, now and then
     */
    Purge(
            RetainedConnection connection,
            Context context,
            Selection selection,
            int rate,
            Clock clock,
            LongConsumer progress) {
        this.connection = connection;
        this.context = context;
        this.selection = selection;
        this.rate = rate;
        this.clock = clock;
        this.progress = progress;
    }

    /** Runs it; with a dry run, no further than the list. */
    Future<PurgeReport> run(boolean dryRun) {
        return context.<PurgePlan>executeBlocking(PurgePlan::new, true).compose(plan -> run(plan, dryRun)
                .onComplete(over -> context.executeBlocking(() -> {
                    plan.close();
                    return plan;
                })));
    }

    private Future<PurgeReport> run(PurgePlan plan, boolean dryRun) {
        return new Listing(connection)
                .of(selection.filter(), (message, done) -> judge(plan, message, done))
                .compose(end -> flush(plan).map(end))
                .compose(end -> {
                    Future<Void> deleted = dryRun ? Future.succeededFuture() : deleteAll(plan);
                    return deleted.map(done -> report(dryRun, end));
                });
    }

    private void judge(PurgePlan plan, InboundMessage message, Runnable done) {
        Selection.Verdict verdict = selection.of(message, clock.instant());
        verdicts.merge(verdict, 1L, Long::sum);
        if (verdict != Selection.Verdict.MEANT) {
            done.run();
            return;
        }
        pending.add(new PurgePlan.Item(message.topic().value(), Fingerprint.of(message.payloadBytes())));
        if (pending.size() < BATCH) {
            done.run();
        } else { // the next comes when these are on the disk
            flush(plan).onComplete(flushed -> done.run());
        }
    }

    private Future<Void> flush(PurgePlan plan) {
        List<PurgePlan.Item> items = List.copyOf(pending);
        pending.clear();
        written = written.compose(before -> context.executeBlocking(
                () -> {
                    plan.add(items);
                    return null;
                },
                true));
        return written;
    }

    private Future<Void> deleteAll(PurgePlan plan) {
        Promise<Void> end = Promise.promise();
        deleteNext(plan, 0, end);
        return end.future();
    }

    private void deleteNext(PurgePlan plan, long done, Promise<Void> end) {
        context.executeBlocking(() -> plan.next(Math.min(BATCH, rate)), true)
                .onFailure(end::fail)
                .onSuccess(items -> {
                    if (items.isEmpty()) {
                        end.complete();
                        return;
                    }
                    long begin = System.nanoTime();
                    delete(items, RETRIES)
                            .compose(over -> pause(begin, items.size()))
                            .onFailure(end::fail)
                            .onSuccess(over -> {
                                progress.accept(done + items.size());
                                deleteNext(plan, done + items.size(), end);
                            });
                });
    }

    /** A batch whose connection ended is done once more: what was deleted is then found to be gone. */
    private Future<Void> delete(List<PurgePlan.Item> items, int retries) {
        return new PurgeBatch(connection, items)
                .run()
                .onSuccess(this::count)
                .<Void>mapEmpty()
                .recover(failure -> retries > 0
                        ? connection.connected(RECONNECT).compose(again -> delete(items, retries - 1))
                        : Future.failedFuture(failure));
    }

    private void count(List<PurgedTopic> topics) {
        for (PurgedTopic topic : topics) {
            PurgedTopic.Outcome outcome = topic.outcome();
            outcomes.merge(outcome, 1L, Long::sum);
            if (outcome == PurgedTopic.Outcome.FAILED && failures.size() < MOST_FAILURES) {
                failures.add(new PurgeReport.Failure(topic.name(), topic.refusal()));
            }
        }
    }

    /** So long that the rate is kept. */
    private Future<Void> pause(long begin, int deletions) {
        long left = Duration.ofSeconds(deletions).dividedBy(rate).toNanos() - (System.nanoTime() - begin);
        Promise<Void> promise = Promise.promise();
        if (left <= 0) {
            return Future.succeededFuture();
        }
        context.owner()
                .setTimer(
                        Math.max(1, Duration.ofNanos(left).toMillis()),
                        id -> context.runOnContext(v -> promise.complete()));
        return promise.future();
    }

    private PurgeReport report(boolean dryRun, Listing.End end) {
        return new PurgeReport(
                dryRun,
                end.count(),
                count(Selection.Verdict.MEANT),
                count(Selection.Verdict.KEPT),
                count(Selection.Verdict.SPARED),
                count(Selection.Verdict.UNMATCHED),
                count(Selection.Verdict.YOUNG),
                count(Selection.Verdict.WITHOUT_TIME),
                count(PurgedTopic.Outcome.PURGED),
                count(PurgedTopic.Outcome.GONE),
                count(PurgedTopic.Outcome.CHANGED),
                count(PurgedTopic.Outcome.FAILED),
                List.copyOf(failures),
                end.marked());
    }

    private long count(Selection.Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0L);
    }

    private long count(PurgedTopic.Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }
}
