package dev.mooring.benchmarks.client;

import dev.mooring.benchmarks.peer.Peer;
import dev.mooring.benchmarks.peer.Target;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** Connects all at once, looks what an idle connection weighs, disconnects all. */
final class Connections implements Measurement {

    @Override
    public Map<String, Object> run(Order order, Peer peer) throws Exception {
        Inboxes inboxes = new Inboxes(order.connections(), false);
        long memoryBefore = memory();
        int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
        long begin = System.nanoTime();
        peer.connect(new Target(order.brokerPort(), Incoming.TOPIC, false), inboxes.all());
        long connected = System.nanoTime();
        int count = peer.connected();
        long memory = memory() - memoryBefore;
        int threads = ManagementFactory.getThreadMXBean().getThreadCount() - threadsBefore;
        long stopping = System.nanoTime();
        peer.disconnect();
        long stopped = System.nanoTime();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("connected", count);
        figures.put("connectSeconds", (connected - begin) / 1e9);
        figures.put("kibEach", memory / 1024.0 / order.connections());
        figures.put("threads", threads);
        figures.put("disconnectSeconds", (stopped - stopping) / 1e9);
        return figures;
    }

    /** Heap after collection, and buffers outside the heap, Netty's own included. */
    private static long memory() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100); // for cleaners, which run on a thread of their own
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return heap + buffers + Math.max(0, PlatformDependent.usedDirectMemory());
    }
}
