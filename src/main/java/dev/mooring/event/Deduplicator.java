package dev.mooring.event;

import java.util.ArrayList;
import java.util.HashMap;
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

    /** One event; once handled, between neighbours that were seen before and after it. */
    private static final class Entry {
        private final Object key;
        private boolean handled;
        private long seen;
        private @Nullable List<Runnable> waiting;
        private Entry older = this;
        private Entry newer = this;

        Entry(Object key) {
            this.key = key;
        }

        void unlink() {
            older.newer = newer;
            newer.older = older;
        }

        void linkBefore(Entry end) {
            older = end.older;
            newer = end;
            older.newer = this;
            end.older = this;
        }
    }

    private final long ttlNanos;
    private final int maxEntries;
    private final LongSupplier clock;
    private final Map<Object, Entry> entries = new HashMap<>();
    /** The oldest of those handled is the one after it, the newest the one before it. */
    private final Entry end = new Entry("");

    private int handled;
    /** What came last: most handlers are done before the next event comes, and nobody has to be looked up. */
    private Entry latest = end;
    /** What the clock said when an event came last. */
    private long now;

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
     * @param key         what it is known by
     * @param acknowledge for a duplicate of one in progress: runs when that is done; null when there is nothing to
     *     acknowledge
     */
    public Verdict admit(Object key, @Nullable Runnable acknowledge) {
        now = clock.getAsLong();
        expire();
        Entry fresh = new Entry(key);
        Entry known = entries.putIfAbsent(key, fresh);
        if (known == null) {
            latest = fresh;
            return Verdict.FIRST;
        }
        if (known.handled) {
            known.seen = now;
            known.unlink();
            known.linkBefore(end);
            return Verdict.HANDLED;
        }
        if (acknowledge != null) {
            List<Runnable> waiting = known.waiting == null ? new ArrayList<>() : known.waiting;
            waiting.add(acknowledge);
            known.waiting = waiting;
        }
        return Verdict.IN_PROGRESS;
    }

    /** The event was handled, or is among the dead letters: so are those that wait for it. */
    public void done(Object key) {
        Entry entry = latest.key == key ? latest : entries.get(key);
        if (entry == null || entry.handled) {
            return;
        }
        entry.handled = true;
        entry.seen = clock.getAsLong(); // a slow handler must not use up the time that the event is remembered
        entry.linkBefore(end);
        if (++handled > maxEntries) {
            remove(end.newer);
        }
        List<Runnable> waiting = entry.waiting;
        entry.waiting = null;
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }

    /** Nobody will handle the event: its duplicates stay unacknowledged as it does, and the next one is a first. */
    public void forget(Object key) {
        Entry entry = entries.get(key);
        if (entry != null && !entry.handled) {
            entries.remove(key);
            latest = end;
        }
    }

    /** How many it knows. */
    int size() {
        return entries.size();
    }

    private void expire() {
        for (Entry oldest = end.newer; oldest != end && now - oldest.seen >= ttlNanos; oldest = end.newer) {
            remove(oldest);
        }
    }

    private void remove(Entry entry) {
        entry.unlink();
        entries.remove(entry.key);
        handled--;
    }
}
