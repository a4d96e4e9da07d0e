package dev.mooring.benchmarks.client;

import java.lang.management.ManagementFactory;

/**
 * What the process has used up to a moment.
 *
 * @param nanos     wall clock, from an arbitrary origin
 * @param cpuNanos  of all threads, those of the collector and the compilers included
 * @param allocated bytes on the heap, by all threads that live
 */
record Usage(long nanos, long cpuNanos, long allocated) {

    static Usage now() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (long each : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            allocated += Math.max(0, each);
        }
        return new Usage(System.nanoTime(), system.getProcessCpuTime(), allocated);
    }
}
