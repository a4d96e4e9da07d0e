package dev.mooring.event;

import dev.mooring.mqtt.DeadCopies;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to one handler, one after the other: in order, again after a pause when it failed, and to the dead letters
 * when that does not help. Confined to its event loop.
 */
final class HandlerLane {

    /** Who sees to what becomes of an event. */
    interface Owner {
        /** The handler succeeded. */
        void handled(Delivery delivery);

        /** No handler takes it; acknowledge it once it is among the dead letters. */
        void bury(Delivery delivery, String error);

        /** It stays unacknowledged. */
        void abandoned(Delivery delivery);

        void count(EventOutcome outcome);

        /** A handler failed or is overdue. */
        void failed(Delivery delivery, @Nullable Throwable reason);
    }

    private final Invocation invocation;
    private final SubscriptionOptions options;
    private final ContextInternal context;
    private final Owner owner;

    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private final DeadCopies<Delivery> dead = new DeadCopies<>();
    private int waitingAtMostOnce;
    private @Nullable Delivery running;
    /** Failed, and waiting for its next attempt; nothing overtakes it. */
    private @Nullable Delivery pausing;

    private boolean pumping;
    private boolean watching;
    private @Nullable Promise<Void> quiet;

    HandlerLane(Invocation invocation, SubscriptionOptions options, Context context, Owner owner) {
        this.invocation = invocation;
        this.options = options;
        this.context = (ContextInternal) context;
        this.owner = owner;
    }

    /** Takes an event in, or knows it already; false when too many of QoS 0 wait. */
    boolean offer(Delivery delivery) {
        if (quiet != null) {
            owner.abandoned(delivery);
            return true;
        }
        if (dead.knows(delivery)) {
            return true;
        }
        if (running == null && pausing == null && waiting.isEmpty() && !pumping) {
            attempt(delivery);
            return true;
        }
        if (delivery.atMostOnce()) {
            if (waitingAtMostOnce >= options.bufferSize()) {
                return false;
            }
            waitingAtMostOnce++;
        }
        waiting.add(delivery);
        pump();
        return true;
    }

    /** The session goes on over a new connection; tells how many of those that wait may come again. */
    int resumed() {
        return dead.resumed(waiting);
    }

    /** Hands out nothing more; completes when the handler is done. */
    Future<Void> quiesce() {
        Promise<Void> promise = quiet;
        if (promise == null) {
            promise = Promise.promise();
            quiet = promise;
            List<Delivery> rest = new ArrayList<>(waiting);
            waiting.clear();
            dead.clear();
            Delivery paused = pausing;
            pausing = null;
            if (paused != null) {
                rest.add(paused);
            }
            rest.forEach(owner::abandoned);
            answerIfQuiet(promise);
        }
        return promise.future();
    }

    private void answerIfQuiet(Promise<Void> promise) {
        if (running == null) {
            promise.tryComplete();
        }
    }

    private void pump() {
        if (pumping) {
            return; // a handler that is through at once: the loop below goes on
        }
        pumping = true;
        try {
            while (running == null && pausing == null && !waiting.isEmpty()) {
                Delivery next = waiting.remove();
                dead.begun(next);
                if (next.atMostOnce()) {
                    waitingAtMostOnce--;
                }
                attempt(next);
            }
        } finally {
            pumping = false;
        }
    }

    private void attempt(Delivery delivery) {
        int attempt = delivery.begin();
        running = delivery;
        invocation.begin(delivery.event(), failure -> {
            if (context.inThread()) {
                ended(delivery, attempt, failure);
            } else {
                context.runOnContext(v -> ended(delivery, attempt, failure));
            }
        });
        if (running == delivery) {
            delivery.runsSince(System.nanoTime()); // most that answer later need a clock, those that are through do not
            watch();
        }
    }

    private void ended(Delivery delivery, int attempt, @Nullable Throwable failure) {
        if (!delivery.end(attempt)) {
            return; // answered before, or overdue
        }
        running = null;
        if (failure == null) {
            owner.handled(delivery);
        } else {
            judge(delivery, failure);
        }
        next();
    }

    private void next() {
        Promise<Void> promise = quiet;
        if (promise != null) {
            answerIfQuiet(promise);
        } else {
            pump();
        }
    }

    private void judge(Delivery delivery, Throwable failure) {
        owner.failed(delivery, failure);
        if (failure instanceof UndecodableException) {
            owner.bury(delivery, String.valueOf(failure.getMessage()));
        } else if (delivery.attempts() > options.retry().attempts()) {
            owner.bury(delivery, failure.toString());
        } else if (quiet != null) {
            owner.abandoned(delivery);
        } else {
            pause(delivery);
        }
    }

    private void pause(Delivery delivery) {
        owner.count(EventOutcome.RETRIED);
        pausing = delivery;
        after(options.retry().pause(delivery.attempts()), () -> {
            if (pausing == delivery) {
                pausing = null;
                attempt(delivery);
            }
        });
    }

    /** Looks again when the handler's time may be over: one timer a lane, not one an event. */
    private void watch() {
        if (watching) {
            return;
        }
        watching = true;
        after(options.handlerTimeout(), this::look);
    }

    private void look() {
        watching = false;
        Delivery current = running;
        if (current == null) {
            return;
        }
        long left = options.handlerTimeout().toNanos() - (System.nanoTime() - current.since());
        if (left <= 0) {
            overdue(current);
        } else {
            watching = true;
            after(Duration.ofNanos(left), this::look);
        }
    }

    /** The handler may never come back: it must not hold up those behind it. */
    private void overdue(Delivery delivery) {
        if (delivery.end(delivery.attempts())) {
            running = null;
            owner.failed(delivery, null);
            owner.bury(delivery, "handler has not answered within " + options.handlerTimeout());
            next();
        }
    }

    private void after(Duration delay, Runnable action) {
        context.owner().setTimer(Math.max(1, delay.toMillis() + 1), id -> context.runOnContext(v -> action.run()));
    }
}
