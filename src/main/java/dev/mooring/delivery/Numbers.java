package dev.mooring.delivery;

import java.util.Map;
import java.util.TreeMap;

/**
 * A set of numbers from 0, kept as the runs it is made of: numbers that come in order take no memory, however many. Not
 * thread-safe.
 */
final class Numbers {

    /** Takes a run of numbers. */
    @FunctionalInterface
    interface Run {
        /** From the first to the last, both included. */
        void take(long first, long last);
    }

    /** First number of each run, with its last. No two runs touch. */
    private final TreeMap<Long, Long> runs = new TreeMap<>();

    private long size;

    /**
     * Adds a number.
     *
     * @return whether it was not in here before
     */
    boolean add(long number) {
        Map.Entry<Long, Long> before = runs.floorEntry(number);
        if (before != null && before.getValue() >= number) {
            return false;
        }
        size++;
        boolean goesOn = before != null && before.getValue() == number - 1;
        Long after = runs.remove(number + 1);
        long last = after == null ? number : after;
        if (before != null && goesOn) {
            runs.put(before.getKey(), last);
        } else {
            runs.put(number, last);
        }
        return true;
    }

    /** Adds numbers of which none is in here, and none is smaller than what is. */
    void append(long first, long last) {
        Map.Entry<Long, Long> before = runs.lastEntry();
        if (before != null && before.getValue() >= first) {
            throw new IllegalArgumentException("not behind " + before.getValue() + ": " + first);
        }
        size += last - first + 1;
        if (before != null && before.getValue() == first - 1) {
            runs.put(before.getKey(), last);
        } else {
            runs.put(first, last);
        }
    }

    boolean contains(long number) {
        Map.Entry<Long, Long> before = runs.floorEntry(number);
        return before != null && before.getValue() >= number;
    }

    /** How many numbers. */
    long size() {
        return size;
    }

    /** How many runs; what the memory depends on. */
    int runs() {
        return runs.size();
    }

    /** The largest number, or -1 when there is none. */
    long last() {
        return runs.isEmpty() ? -1 : runs.lastEntry().getValue();
    }

    /** All runs, in order. */
    void forEach(Run each) {
        runs.forEach(each::take);
    }

    /** The runs of these numbers that are not among the others, in order. */
    void without(Numbers others, Run each) {
        runs.forEach((first, last) -> {
            long next = first;
            while (next <= last) {
                Map.Entry<Long, Long> covering = others.runs.floorEntry(next);
                if (covering != null && covering.getValue() >= next) {
                    next = covering.getValue() + 1;
                } else {
                    Long begin = others.runs.higherKey(next);
                    long end = begin == null ? last : Math.min(last, begin - 1);
                    each.take(next, end);
                    next = end + 1;
                }
            }
        });
    }
}
