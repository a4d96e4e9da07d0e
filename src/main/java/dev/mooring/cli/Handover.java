package dev.mooring.cli;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Carries what arrives on an event loop to the main thread, where it may be written to a slow terminal or disk. Bounded by
 * the engine, which stops reading when many wait for their {@code done}.
 *
 * @param <T> what is carried
 */
final class Handover<T> {

    /** Takes what is carried; on the main thread. */
    @FunctionalInterface
    interface Taker<T> {
        void take(T item) throws CommandException;
    }

    /** Empty at the end. */
    private record Step<T>(Optional<T> item, Runnable done) {}

    private final BlockingQueue<Step<T>> steps = new LinkedBlockingQueue<>();

    /** On the event loop. */
    void give(T item, Runnable done) {
        steps.add(new Step<>(Optional.of(item), done));
    }

    /**
     * Takes one after the other until the source has ended; what it gave before is taken first.
     *
     * @return what the source ended with
     */
    <R> R takeAll(Future<R> source, Taker<T> taker) throws CommandException {
        source.onComplete(over -> steps.add(new Step<>(Optional.empty(), () -> {})));
        while (true) {
            Step<T> step = next();
            if (step.item().isEmpty()) {
                return Waiting.on(source);
            }
            taker.take(step.item().get());
            step.done().run();
        }
    }

    private Step<T> next() throws CommandException {
        try {
            return steps.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.FAILED, "interrupted");
        }
    }
}
