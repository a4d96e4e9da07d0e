package dev.mooring.delivery;

import dev.mooring.mqtt.QoS;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One topic with numbers on it, and its ledger. Safe on any thread.
 *
 * <p>What arrives is entered when somebody asks, so that one who learns of attempts later than of arrivals can enter those
 * first.
 */
final class NumberedTopic implements Producer.Witness {

    private final Lock lock = new ReentrantLock();
    private final Ledger ledger = new Ledger(QoS.AT_LEAST_ONCE, Duration.ZERO);
    private final List<Long> arrived = new ArrayList<>();
    private long last = -1;
    private long lastAcknowledged = -1;

    @Override
    public void attempted(long number) {
        locked(() -> {
            ledger.attempt(number);
            last = Math.max(last, number);
        });
    }

    @Override
    public void acknowledged(long number) {
        locked(() -> {
            ledger.acknowledge(number);
            lastAcknowledged = Math.max(lastAcknowledged, number);
        });
    }

    @Override
    public void refused(long number, Throwable why) {
        // Attempted and not acknowledged: that is what the ledger knows of it.
    }

    void arrived(long number) {
        locked(() -> arrived.add(number));
    }

    /** The highest number that was attempted, or -1. */
    long last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** The highest number that was acknowledged, or -1. */
    long lastAcknowledged() {
        lock.lock();
        try {
            return lastAcknowledged;
        } finally {
            lock.unlock();
        }
    }

    /** How many arrived so far, each counted once. */
    long received() {
        return verdict().received();
    }

    /** The sum, as it is now. */
    Verdict verdict() {
        return verdict(() -> {});
    }

    /**
     * The sum, as it is now.
     *
     * @param catchUp enters all attempts that were made before what has arrived
     */
    Verdict verdict(Runnable catchUp) {
        List<Long> sofar = new ArrayList<>();
        locked(() -> {
            sofar.addAll(arrived);
            arrived.clear();
        });
        catchUp.run();
        lock.lock();
        try {
            sofar.forEach(number -> ledger.receive(number, -1));
            return ledger.verdict();
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable entry) {
        lock.lock();
        try {
            entry.run();
        } finally {
            lock.unlock();
        }
    }
}
