package dev.mooring.cli;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

    /** Takes several at once; on the main thread. */
    @FunctionalInterface
    interface BatchTaker<T> {
        /** May be empty when nothing came for a while. What is in it counts as done afterwards. */
        void take(List<T> batch) throws CommandException;
    }

    /**
     * As {@link #takeAll}, many at a time, so that what is slow need be done once for all of them; and now and then when nothing
     * comes.
     */
    <R> R takeBatches(Future<R> source, int most, Duration pause, BatchTaker<T> taker) throws CommandException {
        source.onComplete(over -> steps.add(new Step<>(Optional.empty(), () -> {})));
        while (true) {
            List<Step<T>> batch = new ArrayList<>();
            Step<T> first = next(pause);
            if (first != null) {
                batch.add(first);
                steps.drainTo(batch, most - 1);
            }
            taker.take(batch.stream().flatMap(step -> step.item().stream()).toList());
            batch.forEach(step -> step.done().run());
            if (batch.stream().anyMatch(step -> step.item().isEmpty())) {
                return Waiting.on(source);
            }
        }
    }

    private @Nullable Step<T> next(Duration longest) throws CommandException {
        try {
            return steps.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(ExitCode.FAILED, "interrupted");
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
