package dev.mooring.benchmarks.client;

import dev.mooring.benchmarks.peer.Peer;
import dev.mooring.benchmarks.peer.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Connects all, says {@value #READY}, and waits for a line on standard input, which says that the broker went away and
 * is back; then counts the time until all connections are back.
 */
final class Restart implements Measurement {

    static final String READY = "READY";

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(45);

    @Override
    public Map<String, Object> run(Order order, Peer peer) throws Exception {
        Inboxes inboxes = new Inboxes(order.connections(), false);
        peer.connect(new Target(order.brokerPort(), Incoming.TOPIC, true), inboxes.all());
        System.out.println(READY);
        if (System.in.read() < 0) {
            throw new IllegalStateException("the runner is gone");
        }
        long back = System.nanoTime();
        while (peer.connected() < order.connections() && System.nanoTime() - back < DEADLINE_NANOS) {
            Thread.sleep(10);
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("connected", peer.connected());
        figures.put("backSeconds", (System.nanoTime() - back) / 1e9);
        return figures;
    }
}
