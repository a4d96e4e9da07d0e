package dev.mooring.event;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls a handler where it is to run. */
final class Invocation {

    /** The handler's own way of saying that it is through. */
    private interface Call {
        /**
         * Begins.
         *
         * @param outcome gets null for success, else what went wrong; on any thread
         */
        void begin(IncomingEvent event, Consumer<@Nullable Throwable> outcome) throws Exception;
    }

    private final Call call;
    /** Null for the thread that asks. */
    private final @Nullable Executor executor;

    private Invocation(Call call, @Nullable Executor executor) {
        this.call = call;
        this.executor = executor;
    }

    static Invocation blocking(EventHandler handler, @Nullable Executor executor) {
        return new Invocation(
                (event, outcome) -> {
                    handler.handle(event);
                    outcome.accept(null);
                },
                executor);
    }

    static Invocation async(AsyncEventHandler handler, @Nullable Executor executor) {
        return new Invocation(
                (event, outcome) -> handler.handle(event).subscribe().with(nothing -> outcome.accept(null), outcome),
                executor);
    }

    /** Begins; the outcome may come on any thread, also before this returns. */
    void begin(IncomingEvent event, Consumer<@Nullable Throwable> outcome) {
        if (executor == null) {
            run(event, outcome);
            return;
        }
        try {
            executor.execute(() -> run(event, outcome));
        } catch (RuntimeException refused) {
            outcome.accept(refused);
        }
    }

    /** An error is a failure like others: it must neither end the thread nor vanish. */
    private void run(IncomingEvent event, Consumer<@Nullable Throwable> outcome) {
        try {
            call.begin(event, outcome);
        } catch (Throwable failure) {
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            outcome.accept(failure);
        }
    }
}
