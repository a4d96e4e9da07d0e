package dev.mooring.cli;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command runs on the main thread, which waits for what event loops do. Never called on one of them. */
final class Waiting {

    private Waiting() {}

    /** The result of something that has its own deadline, and so ends. */
    static <T> T on(Future<T> future) throws CommandException {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new FailedException(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    static <T> T on(Future<T> future, Duration deadline) throws CommandException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new FailedException(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new TooLongException();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** As far as it goes: the process ends anyway. */
    static void quietly(Future<?> future, Duration deadline) {
        try {
            on(future, deadline);
        } catch (CommandException | TooLongException | FailedException e) {
            // nobody is there any more to be told
        }
    }

    private static CommandException interrupted() {
        Thread.currentThread().interrupt();
        return new CommandException(ExitCode.FAILED, "interrupted");
    }

    /** It failed; the message is that of the cause. */
    static final class FailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FailedException(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** It was not done in time. */
    static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("took too long");
        }
    }
}
