package dev.mooring.cli;

import dev.mooring.delivery.TrialReport;
import dev.mooring.delivery.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What came out of a trial, for people. */
final class TrialText {

    private static final int MOST_RUNS = 20;

    private TrialText() {}

    static List<String> lines(TrialReport report) {
        Verdict verdict = report.verdict();
        List<String> lines = new ArrayList<>();
        lines.add("Verdict: " + (report.kept() ? "✓ " : "⚠ ") + sentence(verdict));
        lines.add("  attempted " + verdict.attempted() + ", acknowledged " + verdict.acknowledged() + ", received "
                + verdict.received());
        lines.add("  lost " + verdict.lost() + ", duplicated " + verdict.duplicated() + ", reordered "
                + verdict.reordered() + ", late " + verdict.late() + ", unexpected " + verdict.unexpected());
        if (!verdict.missing().isEmpty()) {
            lines.add("  missing: " + missing(verdict));
        }
        if (report.notUnderstood() > 0) {
            lines.add("  payloads that were no number of this run: " + report.notUnderstood());
        }
        if (report.sessionsLost() > 0) {
            lines.add("  ⚠ the broker kept no session: " + report.sessionsLost()
                    + " times; what it had for the client is lost");
        }
        if (report.refused() > 0) {
            lines.add("  not published: " + report.refused());
        }
        if (report.crashes() > 0) {
            lines.add("  the consumer ended by itself: " + report.crashes() + " times");
        }
        if (!report.disturbances().isEmpty()) {
            lines.add("  faults: " + faults(report));
        }
        if (report.tooLate() > 0) {
            lines.add("  faults not done, since all was published before: " + report.tooLate());
        }
        lines.add("  queue afterwards: " + queue(report.queued()));
        lines.add("  delivery   " + latency(report.delivery()));
        lines.add("  publishing " + latency(report.publishing()));
        lines.add(String.format(
                Locale.ROOT,
                "  %.1f s, %.0f messages/s; the same again with --seed %d",
                report.took() / 1e3,
                verdict.received() * 1e3 / Math.max(1, report.took()),
                report.seed()));
        return lines;
    }

    private static String sentence(Verdict verdict) {
        if (verdict.kept()) {
            return verdict.lost() == 0 ? "nothing lost" : verdict.lost() + " lost, which QoS 0 allows";
        }
        List<String> broken = new ArrayList<>();
        if (verdict.lost() > 0) {
            broken.add(verdict.lost() + " LOST");
        }
        if (verdict.once() && verdict.duplicated() > 0) {
            broken.add(verdict.duplicated() + " came again at QoS 2");
        }
        if (verdict.unexpected() > 0) {
            broken.add(verdict.unexpected() + " came that nobody had sent");
        }
        return String.join(", ", broken);
    }

    private static String missing(Verdict verdict) {
        String told = verdict.missing().stream()
                .limit(MOST_RUNS)
                .map(run -> run.first() == run.last() ? Long.toString(run.first()) : run.first() + " to " + run.last())
                .collect(Collectors.joining(", "));
        return verdict.missing().size() > MOST_RUNS ? told + ", …" : told;
    }

    private static String faults(TrialReport report) {
        Map<String, long[]> sums = new TreeMap<>();
        for (TrialReport.Disturbance each : report.disturbances()) {
            long[] sum = sums.computeIfAbsent(each.fault(), name -> new long[2]);
            sum[0]++;
            sum[1] = Math.max(sum[1], each.silence());
        }
        return sums.entrySet().stream()
                .map(each -> each.getValue()[0] + " " + each.getKey() + " (silent for " + each.getValue()[1]
                        + " ms at most)")
                .collect(Collectors.joining(", "));
    }

    private static String queue(@Nullable Long queued) {
        if (queued == null) {
            return "could not be seen";
        }
        return queued == 0 ? "empty" : "⚠ " + queued + " message(s) for the consumers are still there";
    }

    private static String latency(TrialReport.Latency figures) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f ms",
                figures.p50(),
                figures.p99(),
                figures.p999(),
                figures.max());
    }
}
