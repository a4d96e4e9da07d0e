package dev.mooring.benchmarks.client;

import dev.mooring.benchmarks.peer.Peer;
import dev.mooring.benchmarks.peer.Target;
import java.io.IOException;
import java.util.Map;

/** The stub sends, the peer takes, decodes, looks up, counts and acknowledges. */
final class Incoming implements Measurement {

    static final String TOPIC = "bench/sensors/temperature";

    private static final long FIRST_BURST = 20_000;
    private static final long DEADLINE_NANOS = 10_000_000_000L;

    @Override
    public Map<String, Object> run(Order order, Peer peer) throws Exception {
        Inboxes inboxes = new Inboxes(order.connections(), order.work());
        try (Stub stub = new Stub(order.controlPort())) {
            peer.connect(new Target(order.brokerPort(), TOPIC, false), inboxes.all());
            peer.subscribe(order.qos());
            awaitSubscribed(stub, order.connections());
            if (order.connections() > 1) {
                stub.spread();
            }
            long count = warmUp(order, stub, inboxes);
            return measure(stub, inboxes, count, order.burst());
        }
    }

    private static void awaitSubscribed(Stub stub, int connections) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (stub.stats().get("subscribed") < connections) {
            if (System.nanoTime() > deadline) {
                throw new IOException("not subscribed: " + stub.stats());
            }
            Thread.sleep(10);
        }
    }

    /** Returns how many messages fill the time to measure, going by the last burst. */
    private static long warmUp(Order order, Stub stub, Inboxes inboxes) throws Exception {
        long until = System.nanoTime() + order.warmUp().toNanos();
        long burst = FIRST_BURST;
        double perNano = 0;
        while (System.nanoTime() < until) {
            long begin = System.nanoTime();
            long before = inboxes.handled();
            inboxes.expect(burst);
            stub.blast(burst);
            long end = inboxes.await();
            perNano = (inboxes.handled() - before) / (double) Math.max(1, end - begin);
            burst = Math.max(FIRST_BURST, (long) (perNano * order.warmUp().toNanos() / 4));
            burst = Math.min(burst, order.burst());
        }
        long count = Math.max(1000, (long) (perNano * order.measure().toNanos()));
        return count / order.connections() * order.connections();
    }

    private static Map<String, Object> measure(Stub stub, Inboxes inboxes, long count, long burst) throws Exception {
        System.gc();
        Map<String, Long> statsBefore = stub.stats();
        long handledBefore = inboxes.handled();
        long duplicatesBefore = inboxes.duplicates();
        Usage before = Usage.now();
        long asked = 0;
        long end = before.nanos();
        while (asked < count && inboxes.handled() - handledBefore == asked) {
            long next = Math.min(burst, count - asked);
            inboxes.expect(next);
            stub.blast(next);
            asked += next;
            end = inboxes.await();
        }
        Usage after = Usage.now();
        long handled = inboxes.handled() - handledBefore;
        Map<String, Object> figures = Figures.perMessage(handled, before, after, end);
        Map<String, Long> stats = settled(stub);
        figures.put("sent", stats.get("sent") - statsBefore.get("sent"));
        figures.put("acknowledged", stats.get("acknowledged") - statsBefore.get("acknowledged"));
        figures.put("dropped", asked - handled);
        figures.put("duplicates", inboxes.duplicates() - duplicatesBefore);
        figures.put("stubCores", (stats.get("cpuNanos") - statsBefore.get("cpuNanos")) / 1e9 / seconds(before, end));
        figures.put("stubErrors", stats.get("errors"));
        figures.put("grantedQos", stats.get("qos"));
        return figures;
    }

    private static double seconds(Usage before, long end) {
        return (end - before.nanos()) / 1e9;
    }

    /** The last acknowledgements may still be on their way. */
    private static Map<String, Long> settled(Stub stub) throws Exception {
        Map<String, Long> stats = stub.stats();
        for (int i = 0; i < 20 && !stats.get("acknowledged").equals(stats.get("sent")); i++) {
            Thread.sleep(5);
            stats = stub.stats();
        }
        return stats;
    }
}
