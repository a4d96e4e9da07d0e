package dev.mooring.retained;

import dev.mooring.mqtt.InboundMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists, then deletes what is meant and still is what it was, at a bounded rate, and looks whether it is gone. What it did
 * not see to be gone it does not call purged. Confined to the connection's event loop; made for one use.
 */
final class Purge {

    static final int MOST_FAILURES = 100;

    /** Half of what mosquitto queues for a client; what is more it would drop. */
    private static final int BATCH = 500;

    /** How often a batch is tried on a connection that ends, before it is looked for the topic that ends it. */
    private static final int TRIES = 2;
    /** How many connections may end. */
    private static final int MOST_LOSSES = 100;

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 3;
    private static final Duration RECONNECT = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(2);

    /** Where connections come from: within a time and so many attempts, on the event loop. */
    interface Opening {
        Future<RetainedConnection> within(Duration deadline, int attempts);
    }

    private final Opening connections;
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
    private @Nullable RetainedConnection current;
    private int losses;
    /** Of the batch under way: what a connection that ended may have deleted. */
    private final Set<String> tried = new HashSet<>();

    /**
     * A purge.
     *
     * @param connections where connections come from; each is closed here
     * @param rate        deletions per second, at most
     * @param progress    gets how many topics are done, now and then
     */
    Purge(Opening connections, Context context, Selection selection, int rate, Clock clock, LongConsumer progress) {
        this.connections = connections;
        this.context = context;
        this.selection = selection;
        this.rate = rate;
        this.clock = clock;
        this.progress = progress;
    }

    /** Runs it; with a dry run, no further than the list. */
    Future<PurgeReport> run(boolean dryRun) {
        return context.<PurgePlan>executeBlocking(PurgePlan::new, true)
                .compose(plan -> run(plan, dryRun)
                        .onComplete(over -> context.executeBlocking(() -> {
                            plan.close();
                            return plan;
                        })))
                .recover(failure -> Future.failedFuture(withCount(failure)))
                .onComplete(over -> stop());
    }

    private Future<PurgeReport> run(PurgePlan plan, boolean dryRun) {
        return connection(CONNECT, ATTEMPTS)
                .compose(connection ->
                        new Listing(connection).of(selection.filter(), (message, done) -> judge(plan, message, done)))
                .compose(end -> flush(plan).map(end))
                .compose(end -> {
                    Future<Void> deleted = dryRun ? Future.succeededFuture() : deleteAll(plan);
                    return deleted.map(done -> report(dryRun, end));
                });
    }

    private Future<RetainedConnection> connection(Duration deadline, int attempts) {
        RetainedConnection known = current;
        return known != null && known.isOpen()
                ? Future.succeededFuture(known)
                : connections.within(deadline, attempts).onSuccess(opened -> current = opened);
    }

    private void stop() {
        if (current != null) {
            var unused = current.stop(STOP);
        }
    }

    /** Who never gets a report is told at least what was deleted. */
    private Throwable withCount(Throwable failure) {
        long purged = count(PurgedTopic.Outcome.PURGED);
        return failure instanceof RetainedException && purged > 0
                ? new RetainedException(failure.getMessage() + "; " + purged + " were purged before that")
                : failure;
    }

    private void judge(PurgePlan plan, InboundMessage message, Runnable done) {
        if (selection.match().isEmpty()) {
            judge(plan, message, Selection.Match.YES, done);
        } else {
            context.executeBlocking(() -> selection.match(message), true)
                    .onComplete(found ->
                            judge(plan, message, found.succeeded() ? found.result() : Selection.Match.TOO_LONG, done));
        }
    }

    private void judge(PurgePlan plan, InboundMessage message, Selection.Match matched, Runnable done) {
        Selection.Verdict verdict = selection.of(message, clock.instant(), matched);
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
                    tried.clear();
                    delete(items, TRIES)
                            .compose(over -> pause(begin, items.size()))
                            .onFailure(end::fail)
                            .onSuccess(over -> {
                                progress.accept(done + items.size());
                                deleteNext(plan, done + items.size(), end);
                            });
                });
    }

    /** A batch whose connection ended is done once more: what was deleted is then found to be gone. */
    private Future<Void> delete(List<PurgePlan.Item> items, int tries) {
        return connection(RECONNECT, Integer.MAX_VALUE).compose(connection -> new PurgeBatch(connection, items, tried)
                .run()
                .onSuccess(this::count)
                .<Void>mapEmpty()
                .recover(failure -> failure instanceof RetainedException
                        ? again(items, tries, failure)
                        : Future.failedFuture(failure)));
    }

    /** Some brokers end the connection of who publishes what it may not: the topic that does it is found by halves. */
    private Future<Void> again(List<PurgePlan.Item> items, int tries, Throwable failure) {
        if (++losses > MOST_LOSSES) {
            return Future.failedFuture(new RetainedException("the connection ended " + losses
                    + " times, the broker may not let us delete: " + failure.getMessage()));
        }
        if (tries > 1) {
            return delete(items, tries - 1);
        }
        if (items.size() == 1) {
            outcomes.merge(PurgedTopic.Outcome.FAILED, 1L, Long::sum);
            fail(items.get(0).topic(), String.valueOf(failure.getMessage()));
            return Future.succeededFuture();
        }
        int half = items.size() / 2;
        return delete(items.subList(0, half), 1).compose(first -> delete(items.subList(half, items.size()), 1));
    }

    private void count(List<PurgedTopic> topics) {
        for (PurgedTopic topic : topics) {
            PurgedTopic.Outcome outcome = topic.outcome();
            outcomes.merge(outcome, 1L, Long::sum);
            if (outcome == PurgedTopic.Outcome.FAILED) {
                fail(topic.name(), topic.refusal());
            }
        }
    }

    private void fail(String topic, String why) {
        if (failures.size() < MOST_FAILURES) {
            failures.add(new PurgeReport.Failure(topic, why));
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
                count(Selection.Verdict.UNDECIDED),
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
