package dev.mooring.channel;

import dev.mooring.channel.FailureStrategy.Failure;
import dev.mooring.channel.FailureStrategy.Verdict;
import dev.mooring.event.DedupeOptions;
import dev.mooring.site.Site;
import dev.mooring.site.SiteMeters.Event;
import io.smallrye.mutiny.helpers.Subscriptions;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages to one handler chain, on demand, and sees to what becomes of them. Every method may be called from any
 * thread; its state belongs to one event loop.
 */
final class Lane implements Handling.Owner {

    private static final Duration PAUSE_OF_DROP_LOG = Duration.ofSeconds(10);

    private final IncomingSettings settings;
    private final DeadLetters deadLetters;
    private final ContextInternal context;
    private final AtomicReference<@Nullable MultiSubscriber<? super Message<?>>> subscriber = new AtomicReference<>();
    private final AtomicInteger overdue = new AtomicInteger();
    private volatile boolean stopped;

    // All below: event loop only.
    private final LaneQueue queue;
    private final @Nullable Duplicates duplicates;
    private final Running running = new Running();
    private final Map<Site, Promise<Void>> quiet = new HashMap<>();
    private long demand;
    private boolean pumping;
    private boolean watching;
    private long dropped;
    private boolean dropLogPauses;

    /** @param context the event loop it lives on */
    Lane(IncomingSettings settings, DeadLetters deadLetters, Context context) {
        this.settings = settings;
        this.deadLetters = deadLetters;
        this.context = (ContextInternal) context;
        this.queue = new LaneQueue(settings.bufferSize());
        DedupeOptions dedupe = settings.dedupe();
        this.duplicates = dedupe == null ? null : new Duplicates(settings.channel(), dedupe, this::onLane);
    }

    /** Takes a subscriber; false when it has one. */
    boolean feed(MultiSubscriber<? super Message<?>> newSubscriber) {
        if (!subscriber.compareAndSet(null, newSubscriber)) {
            return false;
        }
        newSubscriber.onSubscribe(new Demand(newSubscriber));
        return true;
    }

    /** Takes a message in. */
    void offer(Arrival arrival) {
        if (context.inThread()) {
            take(arrival);
        } else {
            context.runOnContext(v -> take(arrival));
        }
    }

    private void take(Arrival arrival) {
        if (stopped || isQuiet(arrival.site())) {
            return; // unacknowledged: the broker keeps it
        }
        if (duplicates == null) {
            enqueue(arrival);
        } else {
            duplicates.admit(arrival, this::enqueue);
        }
    }

    private void enqueue(Arrival arrival) {
        if (queue.add(arrival)) {
            pump();
            watch();
        } else if (arrival.atMostOnce()) {
            drop(arrival);
        } else {
            abandon(arrival);
            ChannelLog.LOG.leftWithBroker(
                    settings.channel(), arrival.site().name(), arrival.topic(), LaneQueue.MAX_WAITING);
        }
    }

    /** It is not handled: what knows it must not take its next copy for one that is. */
    private void abandon(Arrival arrival) {
        if (duplicates != null) {
            duplicates.forget(arrival);
        }
    }

    /** That site's session goes on over a new connection: what waits need not wait a second time when it comes again. */
    void resumed(Site site) {
        onLane(() -> {
            int dead = queue.resumed();
            if (dead > 0) {
                ChannelLog.LOG.superseded(settings.channel(), site.name(), dead);
            }
        });
    }

    private boolean isQuiet(Site site) {
        return !quiet.isEmpty() && quiet.containsKey(site);
    }

    /** Hands out nothing more of that site; completes when its handlers are done. */
    Future<Void> quiesce(Site site) {
        Promise<Void> promise = Promise.promise();
        onLane(() -> {
            queue.forget(site);
            quiet.computeIfAbsent(site, each -> Promise.promise()).future().onComplete(promise);
            answerIfQuiet(site);
        });
        return promise.future();
    }

    /** What is wrong with it, or an empty text. */
    String problem() {
        if (stopped) {
            return "stopped after a failure";
        }
        if (overdue.get() > 0) {
            return "a handler has not answered within " + settings.handlerTimeout();
        }
        return "";
    }

    // ---- handing out

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (demand > 0 && !stopped) {
                MultiSubscriber<? super Message<?>> receiver = subscriber.get();
                Arrival next = receiver == null ? null : queue.poll();
                if (receiver == null || next == null) {
                    return;
                }
                demand--;
                hand(next.oneMoreAttempt(), receiver);
            }
        } finally {
            pumping = false;
        }
    }

    private void hand(Arrival arrival, MultiSubscriber<? super Message<?>> receiver) {
        Handling handling = new Handling(arrival, this, System.nanoTime());
        running.add(handling);
        watch();
        // The framework takes it to its own context. Were we there already, the handler would run in the request
        // context
        // that the framework ends with this call, and with it the beans of a handler that answers later.
        receiver.onItem(new SiteMessage(handling, context));
    }

    private void drop(Arrival arrival) {
        arrival.site().meters().count(Event.DROPPED);
        abandon(arrival);
        arrival.done().run();
        dropped++;
        if (!dropLogPauses) {
            logDropped(arrival.site());
            dropLogPauses = true;
            after(PAUSE_OF_DROP_LOG, () -> {
                dropLogPauses = false;
                logDropped(arrival.site());
            });
        }
    }

    private void logDropped(Site site) {
        if (dropped > 0) {
            ChannelLog.LOG.dropped(settings.channel(), site.name(), dropped, settings.bufferSize());
            dropped = 0;
        }
    }

    // ---- outcomes

    @Override
    public void succeeded(Handling handling) {
        Arrival arrival = handling.arrival();
        arrival.site().meters().count(Event.HANDLED);
        arrival.done().run();
        if (context.inThread()) {
            ended(handling);
        } else {
            context.runOnContext(v -> ended(handling));
        }
    }

    @Override
    public void failed(Handling handling, Throwable reason) {
        handling.arrival().site().meters().count(Event.FAILED);
        onLane(() -> {
            judge(handling.arrival(), new Failure(reason, handling.arrival().attempts()));
            ended(handling);
        });
    }

    @Override
    public void cameBack(Handling handling) {
        overdue.decrementAndGet();
        Arrival arrival = handling.arrival();
        ChannelLog.LOG.handlerCameBack(settings.channel(), arrival.site().name(), arrival.topic());
    }

    private void ended(Handling handling) {
        running.remove(handling);
        answerIfQuiet(handling.arrival().site());
        pump();
    }

    private void answerIfQuiet(Site site) {
        Promise<Void> promise = quiet.isEmpty() ? null : quiet.get(site);
        if (promise != null && !running.hasOf(site)) {
            promise.tryComplete();
        }
    }

    private void judge(Arrival arrival, Failure failure) {
        report(arrival, failure);
        Verdict verdict = settings.strategy().judge(failure);
        switch (verdict.remedy()) {
            case RETRY -> retry(arrival, verdict.delay());
            case DEAD_LETTER -> bury(arrival, words(failure));
            case ACKNOWLEDGE -> arrival.done().run();
            case STOP -> stop(arrival);
        }
    }

    private void bury(Arrival arrival, String error) {
        deadLetters.bury(arrival, settings.channel(), error, () -> onLane(() -> abandon(arrival)));
    }

    private void report(Arrival arrival, Failure failure) {
        String site = arrival.site().name();
        if (failure.undecodable()) {
            arrival.site().meters().count(Event.UNDECODABLE);
            ChannelLog.LOG.undecodable(settings.channel(), site, arrival.topic(), words(failure));
        } else {
            ChannelLog.LOG.handlerFailed(settings.channel(), site, arrival.topic(), failure.attempts(), words(failure));
        }
    }

    private static String words(Failure failure) {
        Throwable reason = failure.reason();
        return failure.undecodable() ? String.valueOf(reason.getMessage()) : reason.toString();
    }

    private void retry(Arrival arrival, Duration delay) {
        arrival.site().meters().count(Event.RETRIED);
        queue.pause();
        after(delay, () -> {
            queue.resume(isQuiet(arrival.site()) ? null : arrival);
            pump();
        });
    }

    private void stop(Arrival arrival) {
        stopped = true;
        queue.clear();
        ChannelLog.LOG.stopped(settings.channel(), arrival.site().name(), arrival.topic());
    }

    // ---- deadlines

    /** Looks again when the next deadline may have come: one timer a lane, not one a message. */
    private void watch() {
        Long oldest = watching ? null : oldest();
        if (oldest == null) {
            return;
        }
        watching = true;
        long left = settings.handlerTimeout().toNanos() - (System.nanoTime() - oldest);
        after(Duration.ofNanos(left), () -> {
            watching = false;
            expire();
            watch();
        });
    }

    private @Nullable Long oldest() {
        Handling longest = running.oldest();
        if (longest != null) {
            return longest.since();
        }
        Arrival head = queue.peekWaiting();
        return isStuck() && head != null ? head.since() : null;
    }

    /** Nobody comes for what waits; and it must not hold the acknowledgements of its whole site for ever. */
    private boolean isStuck() {
        return demand == 0 && (overdue.get() > 0 || subscriber.get() == null);
    }

    private void expire() {
        for (Handling handling : running.all()) {
            if (isOver(handling.since()) && handling.expire()) {
                overdue(handling);
            }
        }
        Arrival head = queue.peekWaiting();
        while (isStuck() && head != null && isOver(head.since())) {
            bury(head, "no handler has taken it within " + settings.handlerTimeout());
            queue.pollWaiting();
            head = queue.peekWaiting();
        }
    }

    private boolean isOver(long since) {
        return System.nanoTime() - since >= settings.handlerTimeout().toNanos();
    }

    private void overdue(Handling handling) {
        Arrival arrival = handling.arrival();
        overdue.incrementAndGet();
        arrival.site().meters().count(Event.FAILED);
        ChannelLog.LOG.handlerOverdue(
                settings.channel(), arrival.site().name(), arrival.topic(), settings.handlerTimeout());
        bury(arrival, "handler has not answered within " + settings.handlerTimeout());
        ended(handling);
    }

    // ---- event loop

    private void after(Duration delay, Runnable action) {
        context.owner().setTimer(Math.max(1, delay.toMillis() + 1), id -> onLane(action));
    }

    private void onLane(Runnable action) {
        if (context.inThread()) {
            action.run();
        } else {
            context.runOnContext(v -> action.run());
        }
    }

    /** What one subscriber asks for. */
    private final class Demand implements Flow.Subscription {
        private final MultiSubscriber<? super Message<?>> owner;

        Demand(MultiSubscriber<? super Message<?>> owner) {
            this.owner = owner;
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                cancel();
                owner.onFailure(Subscriptions.getInvalidRequestException());
                return;
            }
            if (context.inThread()) {
                add(n);
            } else {
                context.runOnContext(v -> add(n));
            }
        }

        private void add(long n) {
            if (subscriber.get() == owner) {
                demand = Subscriptions.add(demand, n);
                pump();
            }
        }

        @Override
        public void cancel() {
            if (subscriber.compareAndSet(owner, null)) {
                onLane(() -> {
                    demand = 0;
                    watch();
                });
            }
        }
    }
}
