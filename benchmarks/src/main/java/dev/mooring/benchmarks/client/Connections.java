package dev.mooring.benchmarks.client;

import dev.mooring.benchmarks.peer.Peer;
import dev.mooring.benchmarks.peer.Target;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Connects all at once, looks what an idle connection weighs, disconnects all. */
final class Connections implements Measurement {

    @Override
    public Map<String, Object> run(Order order, Peer peer) throws Exception {
        Inboxes inboxes = new Inboxes(order.connections(), false);
        long memoryBefore = memory();
        long residentBefore = resident();
        int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
        long begin = System.nanoTime();
        peer.connect(new Target(order.brokerPort(), Incoming.TOPIC, false), inboxes.all());
        long connected = System.nanoTime();
        int count = peer.connected();
        long memory = memory() - memoryBefore;
        long resident = resident() - residentBefore;
        int threads = ManagementFactory.getThreadMXBean().getThreadCount() - threadsBefore;
        long stopping = System.nanoTime();
        peer.disconnect();
        long stopped = System.nanoTime();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("connected", count);
        figures.put("connectSeconds", (connected - begin) / 1e9);
        figures.put("kibEach", memory / 1024.0 / order.connections());
        figures.put("residentKibEach", resident / (double) order.connections());
        figures.put("threads", threads);
        figures.put("disconnectSeconds", (stopped - stopping) / 1e9);
        return figures;
    }

    /** What the process holds in memory, in KiB: thread stacks and code as well. The heap does not move it: pre-touched. */
    private static long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS");
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
