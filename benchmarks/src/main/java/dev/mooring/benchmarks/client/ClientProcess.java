package dev.mooring.benchmarks.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.benchmarks.peer.Peers;
import dev.mooring.delivery.Bookkeeping;
import java.util.Map;
import java.util.concurrent.Callable;

/** Carries out one {@link Order} and prints the figures as one line of JSON that begins with {@value #PREFIX}. */
public final class ClientProcess {

    /** What comes before the figures; anything else on standard output is somebody's log. */
    public static final String PREFIX = "FIGURES ";

    /** What comes before the words of a failure. */
    public static final String FAILURE = "FAILURE ";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ClientProcess() {}

    /** See {@link Order#parse}. */
    public static void main(String[] args) {
        Order order = Order.parse(args);
        if (order.peer().equals(Order.BASELINE)) {
            runAndEnd(() -> Baseline.run(order));
        } else if (order.kind() == Order.Kind.EVENT) {
            runAndEnd(() -> Events.run(order));
        } else if (order.kind() == Order.Kind.CHECKER) {
            runAndEnd(() -> checker(order));
        } else {
            runAndEnd(() -> measurement(order).run(order, Peers.named(order.peer())));
        }
    }

    private static Map<String, Object> checker(Order order) {
        Bookkeeping bookkeeping = new Bookkeeping();
        Map<String, Object> figures = Repeat.run(order, bookkeeping);
        if (!bookkeeping.isSound()) {
            throw new IllegalStateException("the checker counted wrongly");
        }
        return figures;
    }

    /** Prints the figures or what went wrong. Clients leave threads behind, and how they end is measured elsewhere. */
    static void runAndEnd(Callable<Map<String, Object>> figures) {
        try {
            System.out.println(PREFIX + JSON.writeValueAsString(figures.call()));
            System.out.flush();
            Runtime.getRuntime().halt(0);
        } catch (Exception e) {
            e.printStackTrace();
            System.out.println(FAILURE + e);
            System.out.flush();
            Runtime.getRuntime().halt(1);
        }
    }

    static Measurement measurement(Order order) {
        return switch (order.kind()) {
            case IN -> new Incoming();
            case OUT -> new Outgoing();
            case EVENT, CHECKER -> throw new IllegalArgumentException("needs no broker");
            case LATENCY -> new Latency();
            case CONNECTIONS -> new Connections();
            case RESTART -> new Restart();
        };
    }
}
