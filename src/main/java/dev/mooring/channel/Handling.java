package dev.mooring.channel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Handling.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Arrival arrival;
    private final Owner owner;
    private final long since;

    /** Set by any thread, through {@link #STATE}. */
    @SuppressWarnings("unused")
    private volatile State state = State.RUNNING;

    // Neighbours among those that run: see Running, which alone touches them.
    @Nullable
    Handling before;

    @Nullable
    Handling after;

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
        State earlier = (State) STATE.getAndSet(this, State.ANSWERED);
        if (earlier == State.OVERDUE) {
            owner.cameBack(this);
        }
        return earlier == State.RUNNING;
    }

    /** Gives up waiting; false when there is an answer already. */
    boolean expire() {
        return STATE.compareAndSet(this, State.RUNNING, State.OVERDUE);
    }
}
