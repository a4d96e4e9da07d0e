package dev.mooring.delivery;

import java.util.Arrays;

/**
 * A set of numbers from 0, kept as the runs it is made of: numbers that come in order take no memory, however many, and
 * no time to speak of; each gap takes 16 bytes. Not thread-safe.
 */
final class Numbers {

    /** Takes a run of numbers. */
    @FunctionalInterface
    interface Run {
        /** From the first to the last, both included. */
        void take(long first, long last);
    }

    private static final int ROOM_AT_FIRST = 8;

    /** Of each run, in order. No two runs touch. */
    private long[] firsts = new long[ROOM_AT_FIRST];

    private long[] lasts = new long[ROOM_AT_FIRST];
    private int runs;
    private long size;

    /**
     * Adds a number.
     *
     * @return whether it was not in here before
     */
    boolean add(long number) {
        int before = runUpTo(number);
        if (before >= 0 && lasts[before] >= number) {
            return false;
        }
        size++;
        int after = before + 1;
        boolean goesOn = before >= 0 && lasts[before] == number - 1;
        boolean leadsTo = after < runs && firsts[after] == number + 1;
        if (goesOn && leadsTo) {
            lasts[before] = lasts[after];
            remove(after);
        } else if (goesOn) {
            lasts[before] = number;
        } else if (leadsTo) {
            firsts[after] = number;
        } else {
            insert(after, number, number);
        }
        return true;
    }

    /** Adds numbers of which none is in here, and none is smaller than what is. */
    void append(long first, long last) {
        if (last() >= first) {
            throw new IllegalArgumentException("not behind " + last() + ": " + first);
        }
        size += last - first + 1;
        if (runs > 0 && last() == first - 1) {
            lasts[runs - 1] = last;
        } else {
            insert(runs, first, last);
        }
    }

    boolean contains(long number) {
        int run = runUpTo(number);
        return run >= 0 && lasts[run] >= number;
    }

    /** How many numbers. */
    long size() {
        return size;
    }

    /** How many runs; what the memory depends on. */
    int runs() {
        return runs;
    }

    /** The largest number, or -1 when there is none. */
    long last() {
        return runs == 0 ? -1 : lasts[runs - 1];
    }

    /** All runs, in order. */
    void forEach(Run each) {
        for (int i = 0; i < runs; i++) {
            each.take(firsts[i], lasts[i]);
        }
    }

    /** The runs of these numbers that are not among the others, in order. */
    void without(Numbers others, Run each) {
        forEach((first, last) -> {
            long next = first;
            int other = Math.max(0, others.runUpTo(first));
            for (; other < others.runs && others.firsts[other] <= last; other++) {
                if (next < others.firsts[other]) {
                    each.take(next, others.firsts[other] - 1);
                }
                next = Math.max(next, others.lasts[other] + 1);
            }
            if (next <= last) {
                each.take(next, last);
            }
        });
    }

    /** The last run that begins at this number or before, or -1. Nearly always the newest: that is asked first. */
    private int runUpTo(long number) {
        if (runs == 0 || firsts[runs - 1] <= number) {
            return runs - 1;
        }
        int found = Arrays.binarySearch(firsts, 0, runs, number);
        return found >= 0 ? found : -found - 2;
    }

    private void insert(int at, long first, long last) {
        if (runs == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * runs);
            lasts = Arrays.copyOf(lasts, 2 * runs);
        }
        System.arraycopy(firsts, at, firsts, at + 1, runs - at);
        System.arraycopy(lasts, at, lasts, at + 1, runs - at);
        firsts[at] = first;
        lasts[at] = last;
        runs++;
    }

    private void remove(int at) {
        runs--;
        System.arraycopy(firsts, at + 1, firsts, at, runs - at);
        System.arraycopy(lasts, at + 1, lasts, at, runs - at);
    }
}
