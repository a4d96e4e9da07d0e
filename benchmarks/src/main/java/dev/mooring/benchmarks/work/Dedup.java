package dev.mooring.benchmarks.work;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The last so many ids. Confined to one thread at a time. */
final class Dedup {

    private final Set<String> seen;
    private final @Nullable String[] ring;
    private int position;

    Dedup(int capacity) {
        this.seen = new HashSet<>(capacity * 2);
        this.ring = new String[capacity];
    }

    /** Whether it was not among the last ones; from now on it is. */
    boolean isNew(String id) {
        if (!seen.add(id)) {
            return false;
        }
        String oldest = ring[position];
        if (oldest != null) {
            seen.remove(oldest);
        }
        ring[position] = id;
        position = position + 1 == ring.length ? 0 : position + 1;
        return true;
    }
}
