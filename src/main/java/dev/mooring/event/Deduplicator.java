package dev.mooring.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows which events were handled a short while ago, and which are being handled now. An event counts as handled only
 * after it was: one that comes again meanwhile waits for the outcome, since to acknowledge it would lose the event if the
 * process died. What is being handled is bounded by the windows of the session, what was handled by {@code maxEntries}.
 *
 * <p>Confined to an event loop.
 */
public final class Deduplicator {

    /** What to do with an event. */
    public enum Verdict {
        /** Handle it, then say {@link #done} or {@link #forget}. */
        FIRST,
        /** Acknowledge it: it was handled. */
        HANDLED,
        /** Leave it alone: it is acknowledged when the first one is done. */
        IN_PROGRESS
    }

    private final long ttlNanos;
    private final int maxEntries;
    private final LongSupplier clock;
    private final Map<String, List<Runnable>> inProgress = new HashMap<>();
    /** When each was seen last, oldest first. */
    private final LinkedHashMap<String, Long> handled = new LinkedHashMap<>();

    /**
     * One that knows nothing yet.
     *
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public Deduplicator(DedupeOptions options, LongSupplier clock) {
        this.ttlNanos = options.ttl().toNanos();
        this.maxEntries = options.maxEntries();
        this.clock = clock;
    }

    /**
     * Looks at an event that arrived.
     *
     * @param acknowledge for a duplicate of one in progress: runs when that is done; null when there is nothing to
     *     acknowledge
     */
    public Verdict admit(String key, @Nullable Runnable acknowledge) {
        long now = clock.getAsLong();
        expire(now);
        List<Runnable> waiting = inProgress.get(key);
        if (waiting != null) {
            if (acknowledge != null) {
                waiting.add(acknowledge);
            }
            return Verdict.IN_PROGRESS;
        }
        if (handled.remove(key) != null) {
            handled.put(key, now);
            return Verdict.HANDLED;
        }
        inProgress.put(key, new ArrayList<>(0));
        return Verdict.FIRST;
    }

    /** The event was handled, or is among the dead letters: so are those that wait for it. */
    public void done(String key) {
        List<Runnable> waiting = inProgress.remove(key);
        if (waiting == null) {
            return;
        }
        handled.put(key, clock.getAsLong());
        if (handled.size() > maxEntries) {
            removeOldest();
        }
        waiting.forEach(Runnable::run);
    }

    /** Nobody will handle the event: its duplicates stay unacknowledged as it does, and the next one is a first. */
    public void forget(String key) {
        inProgress.remove(key);
    }

    /** How many it knows. */
    int size() {
        return inProgress.size() + handled.size();
    }

    private void expire(long now) {
        Iterator<Long> oldest = handled.values().iterator();
        while (oldest.hasNext() && now - oldest.next() >= ttlNanos) {
            oldest.remove();
        }
    }

    private void removeOldest() {
        Iterator<String> oldest = handled.keySet().iterator();
        oldest.next();
        oldest.remove();
    }
}
