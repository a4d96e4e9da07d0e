package dev.mooring.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of numbers that are published one by one, for years: as soon as that is decided, a number is counted and
 * forgotten, so memory depends on what is under way alone. {@link Ledger} remembers instead, for a verdict at the end. Not
 * thread-safe.
 *
 * <p>Instants are those of {@link System#nanoTime}. Time without a connection does not count against the broker: who
 * connects again says so, and everything has the whole deadline again.
 */
final class RollingLedger {

    /** So many numbers may be under way; more would only fill a queue. */
    static final int MOST_UNDER_WAY = 1_000;

    /** So many lost numbers are remembered, in case they come after all. */
    private static final int MOST_REMEMBERED = 1_000;

    private static final class Crossing {
        private final long attempted;
        private long waitsSince;
        private boolean acknowledged;
        private boolean received;

        Crossing(long now) {
            attempted = now;
            waitsSince = now;
        }

        boolean isOver(long now, long deadline) {
            return acknowledged && now - waitsSince >= deadline;
        }
    }

    private final long first;
    private final long deadline;
    /** In the order of their numbers. */
    private final Map<Long, Crossing> underWay = new LinkedHashMap<>();

    private final Deque<Long> lately = new ArrayDeque<>();

    private long next;
    private long highest = -1;
    private long attempted;
    private long acknowledged;
    private long refused;
    private long received;
    private long lost;
    private long late;
    private long duplicated;
    private long reordered;
    private long unexpected;
    private long skipped;

    /**
     * An empty ledger.
     *
     * @param first    the first number; above all that an earlier process may have left at the broker
     * @param deadline how long an acknowledged number may take to come back
     */
    RollingLedger(long first, Duration deadline) {
        this.first = first;
        this.next = first;
        this.deadline = deadline.toNanos();
    }

    /** Whether nothing more can be attempted before something is decided. */
    boolean isFull() {
        return underWay.size() >= MOST_UNDER_WAY;
    }

    /** A number is about to be published, and is returned. */
    long attempt(long now) {
        long number = next++;
        attempted++;
        underWay.put(number, new Crossing(now));
        return number;
    }

    /** There would have been a number, and there is none. */
    void skip() {
        skipped++;
    }

    /** The broker took it over: from now on it can be lost. */
    void acknowledge(long number, long now) {
        acknowledged++;
        Crossing crossing = underWay.get(number);
        if (crossing == null) {
            return;
        }
        crossing.acknowledged = true;
        crossing.waitsSince = now;
        if (crossing.received) {
            underWay.remove(number);
        }
    }

    /** It will not be published: it cannot be lost. */
    void refuse(long number) {
        refused++;
        underWay.remove(number);
    }

    /**
     * It came back.
     *
     * @return how long it was under way, in nanoseconds; negative when it was not
     */
    long receive(long number, long now) {
        Crossing crossing = underWay.get(number);
        if (crossing == null) {
            receiveDecided(number);
            return -1;
        }
        if (crossing.received) {
            duplicated++;
            return -1;
        }
        received++;
        if (number < highest) {
            reordered++;
        }
        highest = Math.max(highest, number);
        crossing.received = true;
        if (crossing.acknowledged) {
            underWay.remove(number);
        }
        return now - crossing.attempted;
    }

    private void receiveDecided(long number) {
        if (number < first || number >= next) {
            unexpected++;
        } else if (lately.remove(number)) {
            late++;
        } else {
            duplicated++;
        }
    }

    /** Something arrived that is no number at all. */
    void receiveForeign() {
        unexpected++;
    }

    /** Nothing could be heard until now: what is under way has the whole deadline again. */
    void hearsAgain(long now) {
        underWay.values().forEach(each -> each.waitsSince = now);
    }

    /** Nothing that is under way can come back, for a reason that is known: it is neither received nor lost. */
    void giveUp() {
        underWay.clear();
    }

    /**
     * Counts what is lost by now, and forgets it. To be asked only while connected.
     *
     * @return how many
     */
    int settle(long now) {
        int count = 0;
        for (Iterator<Map.Entry<Long, Crossing>> all = underWay.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Long, Crossing> each = all.next();
            if (each.getValue().isOver(now, deadline)) {
                all.remove();
                remember(each.getKey());
                count++;
            }
        }
        lost += count;
        return count;
    }

    private void remember(long number) {
        if (lately.size() == MOST_REMEMBERED) {
            lately.removeFirst();
        }
        lately.addLast(number);
    }

    /** As it is now. */
    ProbeCounts counts() {
        return new ProbeCounts(
                attempted,
                acknowledged,
                refused,
                received,
                lost,
                late,
                duplicated,
                reordered,
                unexpected,
                skipped,
                underWay.size());
    }
}
