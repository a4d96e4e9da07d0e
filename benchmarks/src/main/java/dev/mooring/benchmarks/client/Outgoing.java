package dev.mooring.benchmarks.client;

import dev.mooring.benchmarks.peer.Peer;
import dev.mooring.benchmarks.peer.Target;
import dev.mooring.benchmarks.work.Envelopes;
import dev.mooring.benchmarks.work.InFlight;
import java.util.LinkedHashMap;
import java.util.Map;

/** This thread makes envelopes and publishes them, with a thousand under way at most; the stub acknowledges. */
final class Outgoing implements Measurement {

    private static final int BURST = 10_000;

    @Override
    public Map<String, Object> run(Order order, Peer peer) throws Exception {
        Inboxes unused = new Inboxes(order.connections(), false);
        try (Stub stub = new Stub(order.controlPort())) {
            peer.connect(new Target(order.brokerPort(), Incoming.TOPIC, false), unused.all());
            Sender sender = new Sender(order, peer);
            long count = warmUp(order, sender);
            return measure(stub, sender, count);
        }
    }

    private static long warmUp(Order order, Sender sender) throws Exception {
        long until = System.nanoTime() + order.warmUp().toNanos();
        double perNano = 0;
        while (System.nanoTime() < until) {
            long begin = System.nanoTime();
            sender.send(BURST);
            perNano = BURST / (double) (System.nanoTime() - begin);
        }
        return Math.max(1000, (long) (perNano * order.measure().toNanos()));
    }

    private static Map<String, Object> measure(Stub stub, Sender sender, long count) throws Exception {
        System.gc();
        Map<String, Long> statsBefore = settled(stub, sender.sent);
        long failuresBefore = sender.inFlight.failures();
        Usage before = Usage.now();
        sender.send(count);
        Usage after = Usage.now();
        Map<String, Object> figures = new LinkedHashMap<>(Figures.perMessage(count, before, after, after.nanos()));
        Map<String, Long> stats = settled(stub, statsBefore.get("received") + count);
        long received = stats.get("received") - statsBefore.get("received");
        figures.put("received", received);
        figures.put("answered", stats.get("answered") - statsBefore.get("answered"));
        figures.put("failed", sender.inFlight.failures() - failuresBefore);
        figures.put("dropped", count - received);
        figures.put(
                "stubCores",
                (stats.get("cpuNanos") - statsBefore.get("cpuNanos")) / (double) (after.nanos() - before.nanos()));
        figures.put("stubErrors", stats.get("errors"));
        figures.put("grantedQos", stats.get("qos"));
        return figures;
    }

    /** With QoS 0 the last ones may still be on their way. */
    private static Map<String, Long> settled(Stub stub, long received) throws Exception {
        Map<String, Long> stats = stub.stats();
        for (int i = 0; i < 200 && stats.get("received") < received; i++) {
            Thread.sleep(5);
            stats = stub.stats();
        }
        return stats;
    }

    /** Confined to one thread. */
    private static final class Sender {
        private final Order order;
        private final Peer peer;
        private final Envelopes envelopes;
        private final byte[] fixed;
        private final InFlight inFlight = new InFlight(Target.WINDOW);
        private int connection;
        private long sent;

        Sender(Order order, Peer peer) {
            this.order = order;
            this.peer = peer;
            this.envelopes = Envelopes.ofNow(order.size());
            this.fixed = envelopes.next();
        }

        /** Sends so many and waits until all are done. */
        void send(long count) throws Exception {
            for (long i = 0; i < count; i++) {
                byte[] payload = order.work() ? envelopes.next() : fixed;
                if (!inFlight.begin()) {
                    throw new IllegalStateException("no publish was done for 10 s");
                }
                connection = connection + 1 == order.connections() ? 0 : connection + 1;
                sent++;
                peer.publish(connection, payload, order.qos(), inFlight);
            }
            if (!inFlight.awaitAll()) {
                throw new IllegalStateException("publishes were not done within 10 s");
            }
        }
    }
}
