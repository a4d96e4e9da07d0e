package dev.mooring.testkit;

import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What was published in a test, in the order in which the broker saw it. With {@link Broker#EMBEDDED} it comes a moment after it
 * was published: {@linkplain #await wait} for it, or {@linkplain EventClients#settle settle} before {@link #all}. Safe on any
 * thread.
 */
public final class RecordedEvents {

    /** Messages of the kit's own, which nobody wants to see. */
    static final String BARRIERS = "mooring-testkit/barrier/";

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    /** Guarded by the lock, both. */
    private final List<RecordedEvent> events = new ArrayList<>();

    private final Set<String> barriers = new HashSet<>();

    RecordedEvents() {}

    /** Any thread. */
    void add(RecordedEvent event) {
        lock.lock();
        try {
            if (event.topic().startsWith(BARRIERS)) {
                barriers.add(event.topic());
            } else {
                events.add(event);
            }
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All so far. */
    public List<RecordedEvent> all() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    /**
     * All so far to these topics.
     *
     * @param filter with {@code +} and {@code #} where MQTT allows them
     */
    public List<RecordedEvent> on(String filter) {
        return all().stream().filter(to(filter)).toList();
    }

    /** All so far of that type. */
    public List<RecordedEvent> ofType(String type) {
        return all().stream().filter(event -> event.type().equals(type)).toList();
    }

    /** Forgets all so far. */
    public void clear() {
        lock.lock();
        try {
            events.clear();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The first event of that type; waits for it when there is none yet.
     *
     * @throws AssertionError when there is none in time
     */
    public RecordedEvent awaitType(String type, Duration within) {
        return await("of the type " + type, event -> event.type().equals(type), within);
    }

    /**
     * The first event to these topics; waits for it when there is none yet.
     *
     * @param filter with {@code +} and {@code #} where MQTT allows them
     * @throws AssertionError when there is none in time
     */
    public RecordedEvent awaitTopic(String filter, Duration within) {
        return await("to " + filter, to(filter), within);
    }

    /**
     * The first event that is wanted; waits for it when there is none yet.
     *
     * @throws AssertionError when there is none in time
     */
    public RecordedEvent await(Predicate<? super RecordedEvent> wanted, Duration within) {
        return await("as wanted", wanted, within);
    }

    private RecordedEvent await(String which, Predicate<? super RecordedEvent> wanted, Duration within) {
        List<RecordedEvent> found = new ArrayList<>(1);
        BooleanSupplier there = () -> {
            events.stream().filter(wanted).findFirst().ifPresent(found::add);
            return !found.isEmpty();
        };
        if (!awaitUntil(there, within)) {
            throw new AssertionError("no event " + which + " within " + within + "; there were: "
                    + all().stream().map(RecordedEvent::toString).collect(Collectors.joining("\n", "\n", "")));
        }
        return found.get(0);
    }

    void awaitBarrier(String barrier, Duration within) {
        if (!awaitUntil(() -> barriers.remove(barrier), within)) {
            throw new AssertionError("the broker has not answered within " + within);
        }
    }

    private boolean awaitUntil(BooleanSupplier there, Duration within) {
        lock.lock();
        try {
            long left = within.toNanos();
            while (!there.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = more.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static Predicate<RecordedEvent> to(String filter) {
        TopicFilter checked = new TopicFilter(filter);
        return event -> checked.matches(new TopicName(event.topic()));
    }
}
