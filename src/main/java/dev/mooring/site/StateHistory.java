package dev.mooring.site;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last state changes of a site. Written on its event loop, read on any thread. */
final class StateHistory {

    static final int KEPT = 50;

    private final Deque<StateChange> changes = new ArrayDeque<>();
    private volatile List<StateChange> published = List.of();

    void add(StateChange change) {
        if (changes.size() == KEPT) {
            changes.removeFirst();
        }
        changes.addLast(change);
        published = List.copyOf(changes);
    }

    /** Oldest first. */
    List<StateChange> all() {
        return published;
    }

    /** When the present state began; the epoch before the first change. */
    Instant since() {
        List<StateChange> all = all();
        return all.isEmpty() ? Instant.EPOCH : all.get(all.size() - 1).at();
    }
}
