package dev.mooring.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What happened when: messages in each stretch of time, faults, and how long nothing came after them. Not thread-safe. */
final class Timeline {

    /** Twice as many stretches are joined, two by two. */
    private static final int MOST = 600;

    private final List<long[]> counts = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final long begin;
    private long stretchNanos = TimeUnit.SECONDS.toNanos(1);
    private long lastReceived;

    private static final int ACKNOWLEDGED = 0;
    private static final int RECEIVED = 1;

    Timeline(long begin) {
        this.begin = begin;
        this.lastReceived = begin;
    }

    void acknowledged(long now) {
        stretch(now)[ACKNOWLEDGED]++;
    }

    void received(long now) {
        stretch(now)[RECEIVED]++;
        silent(now);
        lastReceived = now;
    }

    /** The silence that lasts until now. */
    void silent(long now) {
        if (!events.isEmpty()) {
            Event last = events.get(events.size() - 1);
            last.longest = Math.max(last.longest, now - Math.max(lastReceived, last.at));
        }
    }

    void fault(Fault fault, long now) {
        silent(now);
        events.add(new Event(fault, now));
    }

    private long[] stretch(long now) {
        int index = (int) Math.max(0, (now - begin) / stretchNanos);
        while (index >= 2 * MOST) {
            join();
            index = (int) ((now - begin) / stretchNanos);
        }
        while (counts.size() <= index) {
            counts.add(new long[2]);
        }
        return counts.get(index);
    }

    private void join() {
        List<long[]> joined = new ArrayList<>();
        for (int i = 0; i < counts.size(); i += 2) {
            long[] sum = counts.get(i).clone();
            if (i + 1 < counts.size()) {
                sum[ACKNOWLEDGED] += counts.get(i + 1)[ACKNOWLEDGED];
                sum[RECEIVED] += counts.get(i + 1)[RECEIVED];
            }
            joined.add(sum);
        }
        counts.clear();
        counts.addAll(joined);
        stretchNanos *= 2;
    }

    List<TrialReport.Stretch> stretches() {
        List<TrialReport.Stretch> all = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            all.add(new TrialReport.Stretch(
                    millis(i * stretchNanos),
                    millis(stretchNanos),
                    counts.get(i)[ACKNOWLEDGED],
                    counts.get(i)[RECEIVED]));
        }
        return all;
    }

    List<TrialReport.Disturbance> disturbances() {
        return events.stream()
                .map(each ->
                        new TrialReport.Disturbance(millis(each.at - begin), each.fault.text(), millis(each.longest)))
                .toList();
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** A fault, and the longest silence since. */
    private static final class Event {
        private final Fault fault;
        private final long at;
        private long longest;

        Event(Fault fault, long at) {
            this.fault = fault;
            this.at = at;
        }
    }
}
