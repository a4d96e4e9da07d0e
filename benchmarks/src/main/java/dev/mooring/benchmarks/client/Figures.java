package dev.mooring.benchmarks.client;

import java.util.LinkedHashMap;
import java.util.Map;

/** Turns what was used into figures per message. */
final class Figures {

    private Figures() {}

    static Map<String, Object> perMessage(long messages, Usage before, Usage after, long endNanos) {
        double count = Math.max(1, messages);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("messages", messages);
        figures.put("seconds", (endNanos - before.nanos()) / 1e9);
        figures.put("perSecond", count * 1e9 / Math.max(1, endNanos - before.nanos()));
        figures.put("cpuMicros", (after.cpuNanos() - before.cpuNanos()) / 1e3 / count);
        figures.put("bytes", (after.allocated() - before.allocated()) / count);
        return figures;
    }
}
