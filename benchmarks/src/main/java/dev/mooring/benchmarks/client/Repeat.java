package dev.mooring.benchmarks.client;

import java.util.Map;

/** Does something over and over on one thread: first until the compiler has seen it, then for as long as wanted. */
final class Repeat {

    private static final int BURST = 10_000;

    private Repeat() {}

    static Map<String, Object> run(Order order, Runnable message) {
        long until = System.nanoTime() + order.warmUp().toNanos();
        double perNano = 0;
        while (System.nanoTime() < until) {
            long begin = System.nanoTime();
            repeat(message, BURST);
            perNano = BURST / (double) (System.nanoTime() - begin);
        }
        long count = (long) (perNano * order.measure().toNanos());
        System.gc();
        Usage before = Usage.now();
        repeat(message, count);
        Usage after = Usage.now();
        return Figures.perMessage(count, before, after, after.nanos());
    }

    private static void repeat(Runnable message, long count) {
        for (long i = 0; i < count; i++) {
            message.run();
        }
    }
}
