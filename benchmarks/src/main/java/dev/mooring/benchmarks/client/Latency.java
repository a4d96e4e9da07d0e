package dev.mooring.benchmarks.client;

import dev.mooring.benchmarks.peer.Peer;
import dev.mooring.benchmarks.peer.Target;
import dev.mooring.benchmarks.work.Envelopes;
import dev.mooring.benchmarks.work.InFlight;
import dev.mooring.benchmarks.work.Inbox;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Publishes at a fixed rate through a real broker back to itself. The time of a message runs from when it should have
 * been sent, not from when the sender came round to it, so that a pause is seen by all messages that it delays. One
 * connection keeps the order, so the n-th message that comes is the n-th that was sent.
 */
final class Latency implements Measurement {

    private static final int PER_SECOND = 5000;
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    private static final int DIGITS = 3;
    private static final int IDS = 4096;

    private final Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(60), DIGITS);
    private final AtomicLong arrived = new AtomicLong();
    private volatile long origin;
    private volatile long firstCounted;

    @Override
    public Map<String, Object> run(Order order, Peer peer) throws Exception {
        Inbox inbox = new Inbox(order.work(), IDS, () -> {}, this::arrived);
        peer.connect(new Target(order.brokerPort(), Incoming.TOPIC, false), List.of(inbox));
        peer.subscribe(order.qos());
        Thread.sleep(1000); // mosquitto says nothing when it has the subscription; a second is ample
        Envelopes envelopes = Envelopes.ofNow(order.size());
        InFlight inFlight = new InFlight(Target.WINDOW);
        firstCounted = order.warmUp().toSeconds() * PER_SECOND;
        long all = firstCounted + order.measure().toSeconds() * PER_SECOND;
        origin = System.nanoTime();
        Usage before = Usage.now();
        for (long i = 0; i < all; i++) {
            pace(origin + i * INTERVAL_NANOS);
            if (i == firstCounted) {
                before = Usage.now();
            }
            inFlight.begin();
            peer.publish(0, envelopes.next(), order.qos(), inFlight);
        }
        awaitArrivals(all);
        Map<String, Object> figures =
                new LinkedHashMap<>(Figures.perMessage(all - firstCounted, before, Usage.now(), System.nanoTime()));
        figures.put("dropped", all - arrived.get());
        figures.put("p50", histogram.getValueAtPercentile(50) / 1e3);
        figures.put("p99", histogram.getValueAtPercentile(99) / 1e3);
        figures.put("p999", histogram.getValueAtPercentile(99.9) / 1e3);
        return figures;
    }

    private static void pace(long when) {
        for (long left = when - System.nanoTime(); left > 0; left = when - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Called by the thread that takes the messages. */
    private void arrived() {
        long number = arrived.getAndIncrement();
        if (number >= firstCounted) {
            histogram.recordValue(System.nanoTime() - origin - number * INTERVAL_NANOS);
        }
    }

    private void awaitArrivals(long all) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (arrived.get() < all && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
    }
}
