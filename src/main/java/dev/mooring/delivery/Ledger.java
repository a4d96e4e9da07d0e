package dev.mooring.delivery;

import dev.mooring.mqtt.QoS;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of each message of one producer on one topic: attempted, acknowledged, received. Constant memory for messages in
 * order; each gap takes some. Not thread-safe: one event loop, or one thread, keeps it.
 *
 * <p>Only what the broker acknowledged can be lost. What it did not acknowledge may have arrived or not, and neither is
 * anybody's fault.
 */
final class Ledger {

    private final QoS qos;
    private final boolean once;
    private final long longestDelayNanos;
    private final Numbers attempted = new Numbers();
    private final Numbers acknowledged = new Numbers();
    private final Numbers received = new Numbers();

    private long duplicated;
    private long reordered;
    private long late;
    private long unexpected;

    /**
     * An empty ledger.
     *
     * @param qos          of publishing and of the subscription, the smaller of the two
     * @param longestDelay what takes longer is late; zero for no limit
     */
    Ledger(QoS qos, Duration longestDelay) {
        this(qos, longestDelay, qos == QoS.EXACTLY_ONCE);
    }

    /** As before, and says whether nothing may come twice. */
    Ledger(QoS qos, Duration longestDelay, boolean once) {
        this.qos = qos;
        this.once = once;
        this.longestDelayNanos = longestDelay.toNanos();
    }

    /** The producer is about to publish it. */
    void attempt(long number) {
        attempted.add(number);
    }

    /** The broker acknowledged it. */
    void acknowledge(long number) {
        acknowledged.add(number);
    }

    /**
     * It arrived.
     *
     * @param delayNanos since it was attempted; negative when nobody knows
     * @return whether it was expected, and came for the first time
     */
    boolean receive(long number, long delayNanos) {
        if (!attempted.contains(number)) {
            unexpected++;
            return false;
        }
        long highest = received.last();
        if (!received.add(number)) {
            duplicated++;
            return false;
        }
        if (number < highest) {
            reordered++;
        }
        if (longestDelayNanos > 0 && delayNanos > longestDelayNanos) {
            late++;
        }
        return true;
    }

    /** How many are acknowledged and have not arrived so far. */
    long outstanding() {
        long[] count = {0};
        acknowledged.without(received, (first, last) -> count[0] += last - first + 1);
        return count[0];
    }

    /** The sum, as it is now: after a drain, what is outstanding is lost. */
    Verdict verdict() {
        List<Verdict.Lost> lost = new ArrayList<>();
        long[] count = {0};
        acknowledged.without(received, (first, last) -> {
            count[0] += last - first + 1;
            if (lost.size() < Verdict.MOST_MISSING) {
                lost.add(new Verdict.Lost(first, last));
            }
        });
        return new Verdict(
                qos.level(),
                once,
                attempted.size(),
                acknowledged.size(),
                received.size(),
                count[0],
                lost,
                duplicated,
                reordered,
                late,
                unexpected);
    }
}
