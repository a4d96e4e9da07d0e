package dev.mooring.event;

import dev.mooring.mqtt.Acknowledgement;
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

    private final long ttlNanos;
    private final int maxEntries;
    private final LongSupplier clock;
    /** Those that were handled are in its row. */
    private final EventTable events = new EventTable();
    /** Duplicates of what is being handled; rare. */
    private final Map<EventKey, List<Acknowledgement>> waiting = new HashMap<>();

    private int handled;

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
    public Verdict admit(EventKey key, @Nullable Acknowledgement acknowledge) {
        long now = clock.getAsLong();
        expire(now);
        int known = events.find(key);
        if (known == EventTable.NONE) {
            events.add(key);
            return Verdict.FIRST;
        }
        if (events.isInRow(known)) {
            events.toEndOfRow(known, now);
            return Verdict.HANDLED;
        }
        if (acknowledge != null) {
            await(key, acknowledge);
        }
        return Verdict.IN_PROGRESS;
    }

    private void await(EventKey key, Acknowledgement acknowledge) {
        List<Acknowledgement> duplicates = waiting.computeIfAbsent(key, first -> new ArrayList<>());
        // The last one tells: connections come one after the other.
        if (!duplicates.isEmpty() && duplicates.get(duplicates.size() - 1).superseded()) {
            duplicates.removeIf(Acknowledgement::superseded); // they acknowledge nothing any more
        }
        duplicates.add(acknowledge);
    }

    /** The event was handled, or is among the dead letters: so are those that wait for it. */
    public void done(EventKey key) {
        int event = events.find(key);
        if (event == EventTable.NONE || events.isInRow(event)) {
            return;
        }
        // A slow handler must not use up the time that the event is remembered.
        events.toEndOfRow(event, clock.getAsLong());
        if (++handled > maxEntries) {
            forgetOldest();
        }
        List<Acknowledgement> duplicates = waiting.isEmpty() ? null : waiting.remove(key);
        if (duplicates != null) {
            duplicates.forEach(Runnable::run);
        }
    }

    /** Nobody will handle the event: its duplicates stay unacknowledged as it does, and the next one is a first. */
    public void forget(EventKey key) {
        int event = events.find(key);
        if (event != EventTable.NONE && !events.isInRow(event)) {
            events.remove(event);
            waiting.remove(key);
        }
    }

    /** How many it knows. */
    int size() {
        return events.size();
    }

    private void expire(long now) {
        while (handled > 0 && now - events.time(events.oldest()) >= ttlNanos) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        events.remove(events.oldest());
        handled--;
    }
}
