package dev.mooring.event;

import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;
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
                (event, outcome) -> handler.handle(event).subscribe().withSubscriber(new Answer(outcome)), executor);
    }

    /** Waits for an answer; leaner than callbacks, each of which would carry a context of its own. */
    private record Answer(Consumer<@Nullable Throwable> outcome) implements UniSubscriber<Void> {
        @Override
        public void onSubscribe(UniSubscription subscription) {}

        @Override
        public void onItem(Void nothing) {
            outcome.accept(null);
        }

        @Override
        public void onFailure(Throwable failure) {
            outcome.accept(failure);
        }
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
