package dev.mooring.channel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/** One time that a message is with its handler. Has one outcome: the first. Answers come on any thread. */
final class Handling {

    private enum State {
        RUNNING,
        OVERDUE,
        ANSWERED
    }

    /** Who waits for the outcome. */
    interface Owner {
        void succeeded(Handling handling);

        void failed(Handling handling, Throwable reason);

        /** The answer came after {@link #expire}: it changes nothing, but the handler is free again. */
        void cameBack(Handling handling);
    }

    private final Arrival arrival;
    private final Owner owner;
    private final long since;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

    Handling(Arrival arrival, Owner owner, long since) {
        this.arrival = arrival;
        this.owner = owner;
        this.since = since;
    }

    Arrival arrival() {
        return arrival;
    }

    /** When it began, in nanoseconds of {@link System#nanoTime}. */
    long since() {
        return since;
    }

    CompletionStage<Void> ack() {
        if (answered()) {
            owner.succeeded(this);
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Completes at once: what becomes of the message is the lane's affair, and the handler is free for the next. */
    CompletionStage<Void> nack(Throwable reason) {
        if (answered()) {
            owner.failed(this, reason);
        }
        return CompletableFuture.completedFuture(null);
    }

    private boolean answered() {
        State before = state.getAndSet(State.ANSWERED);
        if (before == State.OVERDUE) {
            owner.cameBack(this);
        }
        return before == State.RUNNING;
    }

    /** Gives up waiting; false when there is an answer already. */
    boolean expire() {
        return state.compareAndSet(State.RUNNING, State.OVERDUE);
    }
}
