package dev.mooring.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work that blocks, in its order for each device: what waits for one device is worked off together, by one worker at a time,
 * and a few workers serve all devices in turn. However many devices speak at once, no more threads are blocked than that.
 * Bounded. Any thread.
 *
 * @param <T> what is to be done
 */
final class DeviceQueue<T> {

    /** What is done. */
    @FunctionalInterface
    interface Work<T> {
        /**
         * Does what waits for a device, on a worker thread; must not throw.
         *
         * @param batch in the order of arrival, not empty
         */
        void run(MacAddress device, List<T> batch);
    }

    private final Executor executor;
    private final int workers;
    private final int capacity;
    private final Work<T> work;

    /** What waits for each device. A device that is in here is in {@link #ready} as well, or a worker has it. */
    private final ConcurrentMap<MacAddress, List<T>> waiting = new ConcurrentHashMap<>();

    private final Queue<MacAddress> ready = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();

    /**
     * An empty queue.
     *
     * @param executor runs the workers
     * @param workers  how many at most, at one time
     * @param capacity how many items may wait
     */
    DeviceQueue(Executor executor, int workers, int capacity, Work<T> work) {
        this.executor = executor;
        this.workers = workers;
        this.capacity = capacity;
        this.work = work;
    }

    /** Adds an item; false if too many wait already. Does not block. */
    boolean offer(MacAddress device, T item) {
        if (size.incrementAndGet() > capacity) {
            size.decrementAndGet();
            return false;
        }
        List<T> first = new ArrayList<>();
        List<T> queued = waiting.compute(device, (key, before) -> {
            List<T> all = before == null ? first : before;
            all.add(item);
            return all;
        });
        if (queued == first) {
            ready.add(device);
            wake();
        }
        return true;
    }

    private void wake() {
        int now = running.get();
        while (now < workers) {
            if (running.compareAndSet(now, now + 1)) {
                executor.execute(this::workOff);
                return;
            }
            now = running.get();
        }
    }

    private void workOff() {
        try {
            for (MacAddress device = ready.poll(); device != null; device = ready.poll()) {
                workOff(device);
            }
        } finally {
            running.decrementAndGet();
        }
        if (!ready.isEmpty()) {
            wake(); // it came after the last look, when this worker still counted
        }
    }

    /** Leaves an empty list in place of what it takes, so that nobody else begins with the same device. */
    private void workOff(MacAddress device) {
        List<T> batch = new ArrayList<>();
        waiting.computeIfPresent(device, (key, all) -> {
            batch.addAll(all);
            return new ArrayList<>();
        });
        size.addAndGet(-batch.size());
        work.run(device, batch);
        if (waiting.computeIfPresent(device, (key, more) -> more.isEmpty() ? null : more) != null) {
            ready.add(device); // behind the others
        }
    }
}
