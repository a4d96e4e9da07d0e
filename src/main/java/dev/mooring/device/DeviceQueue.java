package dev.mooring.device;

import java.time.Duration;
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
 * What did not succeed is tried again after a pause, and what came later for the same device waits behind it; other devices
 * do not wait. Bounded. Any thread.
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
         * @return whether it is done; if not, the same comes again, with what arrived meanwhile behind it
         */
        boolean run(MacAddress device, List<T> batch);
    }

    /** Where pauses come from. */
    @FunctionalInterface
    interface Timer {
        /** Runs the action after the pause, on any thread; it does not block. */
        void after(Duration pause, Runnable action);
    }

    /** A device whose turn comes, after so many turns in a row that came to nothing. */
    private record Turn(MacAddress device, int failures) {}

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    /** The first pause is doubled so often at most: half a minute. */
    private static final int DOUBLINGS = 7;

    private final Executor executor;
    private final Timer timer;
    private final int workers;
    private final int capacity;
    private final Work<T> work;

    /** What waits for each device. A device that is in here is in {@link #ready} as well, or pauses, or a worker has it. */
    private final ConcurrentMap<MacAddress, List<T>> waiting = new ConcurrentHashMap<>();

    private final Queue<Turn> ready = new ConcurrentLinkedQueue<>();

    /** What is not done yet: waiting, pausing, or with a worker. */
    private final AtomicInteger size = new AtomicInteger();

    private final AtomicInteger running = new AtomicInteger();

    /**
     * An empty queue.
     *
     * @param executor runs the workers
     * @param timer    ends pauses
     * @param workers  how many at most, at one time
     * @param capacity how many items may wait
     */
    DeviceQueue(Executor executor, Timer timer, int workers, int capacity, Work<T> work) {
        this.executor = executor;
        this.timer = timer;
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
            makeReady(new Turn(device, 0));
        }
        return true;
    }

    /** How many items are not done yet. */
    int size() {
        return size.get();
    }

    private void makeReady(Turn turn) {
        ready.add(turn);
        wake();
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
            for (Turn turn = ready.poll(); turn != null; turn = ready.poll()) {
                workOff(turn);
            }
        } finally {
            running.decrementAndGet();
        }
        if (!ready.isEmpty()) {
            wake(); // it came after the last look, when this worker still counted
        }
    }

    /** Leaves an empty list in place of what it takes, so that nobody else begins with the same device. */
    private void workOff(Turn turn) {
        MacAddress device = turn.device();
        List<T> batch = new ArrayList<>();
        waiting.computeIfPresent(device, (key, all) -> {
            batch.addAll(all);
            return new ArrayList<>();
        });
        if (!work.run(device, batch)) {
            putBack(device, batch);
            timer.after(pause(turn.failures()), () -> makeReady(new Turn(device, turn.failures() + 1)));
            return;
        }
        size.addAndGet(-batch.size());
        if (waiting.computeIfPresent(device, (key, more) -> more.isEmpty() ? null : more) != null) {
            ready.add(new Turn(device, 0)); // behind the others
        }
    }

    private void putBack(MacAddress device, List<T> batch) {
        waiting.computeIfPresent(device, (key, meanwhile) -> {
            batch.addAll(meanwhile);
            return batch;
        });
    }

    private static Duration pause(int failures) {
        return FIRST_PAUSE.multipliedBy(1L << Math.min(failures, DOUBLINGS));
    }
}
