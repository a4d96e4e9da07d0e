package dev.mooring.benchmarks.peer;

import io.netty.util.internal.PlatformDependent;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Hands things from any thread to an event loop, with one task for as many as have come meanwhile. */
final class Handover<T> {

    private final Queue<T> queue = PlatformDependent.newMpscQueue();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Executor loop;
    private final Consumer<T> each;
    private final Runnable afterBatch;

    Handover(Executor loop, Consumer<T> each, Runnable afterBatch) {
        this.loop = loop;
        this.each = each;
        this.afterBatch = afterBatch;
    }

    void offer(T thing) {
        queue.add(thing);
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }

    private void drain() {
        scheduled.set(false); // first, so that nothing offered from now on is left behind
        for (T thing = queue.poll(); thing != null; thing = queue.poll()) {
            each.accept(thing);
        }
        afterBatch.run();
    }
}
