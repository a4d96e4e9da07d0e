package dev.mooring.benchmarks.client;

import dev.mooring.benchmarks.work.Envelopes;
import dev.mooring.benchmarks.work.Inbox;
import java.util.Map;

/** The same work without any MQTT: what a client costs is what it costs beyond this. */
final class Baseline {

    private static final int PAYLOADS = 8192;
    private static final int IDS = 4096;

    private Baseline() {}

    static Map<String, Object> run(Order order) {
        Runnable message = order.kind() == Order.Kind.IN ? incoming(order) : outgoing(order);
        return Repeat.run(order, message);
    }

    private static Runnable incoming(Order order) {
        Envelopes envelopes = Envelopes.ofSize(order.size());
        byte[][] payloads = new byte[PAYLOADS][];
        for (int i = 0; i < PAYLOADS; i++) {
            payloads[i] = envelopes.next();
        }
        Inbox inbox = new Inbox(order.work(), IDS, () -> {});
        return new Runnable() {
            private int next;

            @Override
            public void run() {
                inbox.take(payloads[next]);
                next = next + 1 & PAYLOADS - 1;
            }
        };
    }

    private static Runnable outgoing(Order order) {
        Envelopes envelopes = Envelopes.ofNow(order.size());
        return new Runnable() {
            /** Keeps the compiler from leaving the work out. */
            private long bytes;

            @Override
            public void run() {
                bytes += order.work() ? envelopes.next().length : 1;
            }
        };
    }
}
