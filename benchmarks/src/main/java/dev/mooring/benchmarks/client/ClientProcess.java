package dev.mooring.benchmarks.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.benchmarks.peer.Peer;
import dev.mooring.benchmarks.peer.Peers;
import java.util.Map;

/** Carries out one {@link Order} and prints the figures as one line of JSON that begins with {@value #PREFIX}. */
public final class ClientProcess {

    /** What comes before the figures; anything else on standard output is somebody's log. */
    public static final String PREFIX = "FIGURES ";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ClientProcess() {}

    /** See {@link Order#parse}. */
    public static void main(String[] args) throws Exception {
        Order order = Order.parse(args);
        if (order.peer().equals(Order.BASELINE)) {
            print(Baseline.run(order));
        } else {
            run(order, Peers.named(order.peer()));
        }
        Runtime.getRuntime().halt(0); // clients leave threads behind, and how they end is measured elsewhere
    }

    /** Measures one peer. */
    static void run(Order order, Peer peer) throws Exception {
        Measurement measurement =
                switch (order.kind()) {
                    case IN -> new Incoming();
                    case OUT -> new Outgoing();
                    case LATENCY -> new Latency();
                    case CONNECTIONS -> new Connections();
                    case RESTART -> new Restart();
                };
        print(measurement.run(order, peer));
    }

    private static void print(Map<String, Object> figures) throws Exception {
        System.out.println(PREFIX + JSON.writeValueAsString(figures));
        System.out.flush();
    }
}
