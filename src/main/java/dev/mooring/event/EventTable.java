package dev.mooring.event;

import java.util.Arrays;

/**
 * Events by their keys, some of them in a row from the oldest to the newest. Numbers in arrays, without an object for each
 * event: there are millions a minute, each lives for minutes, and a collector that has to follow them costs more than all
 * else that is done with them.
 *
 * <p>An event is known by its number from {@link #add} to {@link #remove}. Grows, by doubling, and never shrinks: who uses
 * it bounds it. Confined to one thread.
 */
final class EventTable {

    /** No event; as a number in the row, the one before the oldest and behind the newest. */
    static final int NONE = 0;

    private static final int FIRST_ROOM = 64;

    /** The first event with a hash, and {@link #following} those after it; as many as there is room for, a power of two. */
    private int[] buckets = new int[FIRST_ROOM];

    private int[] following = new int[FIRST_ROOM];
    private int[] older = new int[FIRST_ROOM];
    private int[] newer = new int[FIRST_ROOM];
    private long[] ones = new long[FIRST_ROOM];
    private long[] others = new long[FIRST_ROOM];
    private long[] times = new long[FIRST_ROOM];
    private boolean[] inRow = new boolean[FIRST_ROOM];

    /** Numbers that were given back, as a chain of {@link #following}. */
    private int free = NONE;

    private int unused = NONE + 1;
    private int size;

    int size() {
        return size;
    }

    /** The event with this key, or {@link #NONE}. */
    int find(EventKey key) {
        int event = buckets[bucket(key.one())];
        while (event != NONE && (ones[event] != key.one() || others[event] != key.other())) {
            event = following[event];
        }
        return event;
    }

    /** Takes in an event that is not there. */
    void add(EventKey key) {
        int event = number();
        ones[event] = key.one();
        others[event] = key.other();
        int bucket = bucket(key.one());
        following[event] = buckets[bucket];
        buckets[bucket] = event;
        size++;
    }

    private int number() {
        if (free != NONE) {
            int event = free;
            free = following[event];
            return event;
        }
        if (unused == ones.length) {
            grow();
        }
        return unused++;
    }

    private void grow() {
        int room = Math.multiplyExact(ones.length, 2);
        following = Arrays.copyOf(following, room);
        older = Arrays.copyOf(older, room);
        newer = Arrays.copyOf(newer, room);
        ones = Arrays.copyOf(ones, room);
        others = Arrays.copyOf(others, room);
        times = Arrays.copyOf(times, room);
        inRow = Arrays.copyOf(inRow, room);
        buckets = new int[room];
        for (int event = NONE + 1; event < unused; event++) { // none is free, else it would not grow
            int bucket = bucket(ones[event]);
            following[event] = buckets[bucket];
            buckets[bucket] = event;
        }
    }

    /** Keys are mixed already, with numbers that nobody else knows. */
    private int bucket(long one) {
        return (int) (one ^ one >>> Integer.SIZE) & buckets.length - 1;
    }

    void remove(int event) {
        if (inRow[event]) {
            leaveRow(event);
        }
        int bucket = bucket(ones[event]);
        if (buckets[bucket] == event) {
            buckets[bucket] = following[event];
        } else {
            int before = buckets[bucket];
            while (following[before] != event) {
                before = following[before];
            }
            following[before] = following[event];
        }
        following[event] = free;
        free = event;
        size--;
    }

    boolean isInRow(int event) {
        return inRow[event];
    }

    /** Makes it the newest of the row, wherever it was. */
    void toEndOfRow(int event, long time) {
        if (inRow[event]) {
            leaveRow(event);
        }
        int newest = older[NONE];
        older[event] = newest;
        newer[event] = NONE;
        newer[newest] = event;
        older[NONE] = event;
        times[event] = time;
        inRow[event] = true;
    }

    private void leaveRow(int event) {
        newer[older[event]] = newer[event];
        older[newer[event]] = older[event];
        inRow[event] = false;
    }

    /** The oldest of the row, or {@link #NONE}. */
    int oldest() {
        return newer[NONE];
    }

    /** When an event of the row came to its end. */
    long time(int event) {
        return times[event];
    }
}
