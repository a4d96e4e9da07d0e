package dev.mooring.worker;

import dev.mooring.problem.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Streams of what happens to the workers of sites. Events are left out and counted for a reader that is too slow. Safe on any
 * thread.
 */
@ApplicationScoped
class WorkerStreams {

    private static final int MOST = 64;
    private static final int MAX_WAITING = 512;

    private final Clock clock;
    private final Counter dropped;
    private final AtomicInteger size = new AtomicInteger();

    WorkerStreams(Clock clock, MeterRegistry registry) {
        this.clock = clock;
        this.dropped = Counter.builder("mooring.workers.events.dropped")
                .description("Events of workers left out of streams because their reader was too slow")
                .register(registry);
    }

    /**
     * Begins with the state of each worker there is.
     *
     * @throws dev.mooring.problem.ProblemException when there are too many streams already
     */
    Multi<WorkerEvent> follow(Watch watch) {
        if (size.get() >= MOST) {
            throw Problem.unavailable("More than " + MOST + " streams are followed already.")
                    .asException();
        }
        return Multi.createFrom().deferred(() -> {
            Stream stream = new Stream(watch);
            return Multi.createFrom()
                    .<WorkerEvent>emitter(stream::begin)
                    .onItem()
                    .invoke(stream::delivered);
        });
    }

    /** One stream. */
    private final class Stream {
        private final Watch watch;
        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicLong leftOut = new AtomicLong();

        Stream(Watch watch) {
            this.watch = watch;
        }

        void begin(MultiEmitter<? super WorkerEvent> emitter) {
            size.incrementAndGet();
            Consumer<WorkerEvent> listener = event -> offer(event, emitter);
            emitter.onTermination(() -> {
                size.decrementAndGet();
                watch.leave(listener);
            });
            watch.ready().onComplete(ready -> {
                if (ready.failed()) {
                    emitter.fail(ready.cause());
                } else if (!emitter.isCancelled()) {
                    watch.listen(listener, () -> tellAll(emitter));
                }
            });
        }

        /** As many as are listed, and so bounded. */
        private void tellAll(MultiEmitter<? super WorkerEvent> emitter) {
            watch.roster().view(clock.instant()).forEach(worker -> {
                waiting.incrementAndGet();
                emitter.emit(new WorkerEvent(worker.state(), worker, null));
            });
        }

        private void offer(WorkerEvent event, MultiEmitter<? super WorkerEvent> emitter) {
            if (waiting.get() >= MAX_WAITING) {
                leftOut.incrementAndGet();
                dropped.increment();
                return;
            }
            waiting.incrementAndGet();
            emitter.emit(event.after(leftOut.getAndSet(0)));
        }

        void delivered() {
            waiting.decrementAndGet();
        }
    }
}
