package dev.mooring.cli;

import dev.mooring.mqtt.TopicFilter;
import dev.mooring.retained.PurgeReport;

/** What became of a purge, for people. */
final class Reports {

    private Reports() {}

    static String text(PurgeReport report, TopicFilter filter, String where) {
        StringBuilder text = new StringBuilder();
        text.append(Escaped.text(filter.value())).append(" at ").append(where).append(": ");
        text.append(report.found()).append(" found, ");
        text.append(report.selected()).append(report.dryRun() ? " would be purged" : " meant");
        if (!report.dryRun()) {
            text.append(", ").append(report.purged()).append(" purged");
        }
        append(text, report.kept(), "kept");
        append(text, report.spared(), "alive");
        append(text, report.unmatched(), "without the match");
        append(text, report.undecided(), "where the match took too long");
        append(text, report.young(), "too young");
        append(text, report.withoutTime(), "without a time");
        append(text, report.changed(), "changed meanwhile");
        append(text, report.gone(), "gone by themselves");
        append(text, report.failed(), "FAILED");
        for (PurgeReport.Failure each : report.failures()) {
            text.append(System.lineSeparator())
                    .append("  ")
                    .append(Escaped.text(each.topic()))
                    .append(": ")
                    .append(Escaped.text(each.why()));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, long count, String what) {
        if (count > 0) {
            text.append(", ").append(count).append(' ').append(what);
        }
    }
}
