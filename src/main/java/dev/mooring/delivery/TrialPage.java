package dev.mooring.delivery;

import java.util.List;
import java.util.Locale;

/** A {@link TrialReport} as one page of HTML with two drawings, without anything from elsewhere. */
public final class TrialPage {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 220;
    private static final int LEFT = 60;
    private static final int BOTTOM = 30;
    private static final double MOST_NINES = 5;

    private TrialPage() {}

    /** The page; UTF-8. */
    public static String of(TrialReport report, String broker) {
        Verdict verdict = report.verdict();
        StringBuilder page = new StringBuilder();
        page.append(
                        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Mooring: delivery</title><style>")
                .append(
                        "body{font:15px/1.5 system-ui,sans-serif;max-width:960px;margin:2em auto;padding:0 1em;color:#1b2733}")
                .append(
                        "table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:right;border-bottom:1px solid #dde}")
                .append("th{text-align:left}svg{background:#f7f9fb;width:100%}text{font-size:11px;fill:#456}")
                .append(".ok{color:#0a7a3d}.bad{color:#b3261e}</style></head><body>");
        page.append("<h1 class=\"")
                .append(report.kept() ? "ok\">Nothing lost" : "bad\">A promise was broken")
                .append("</h1>");
        page.append("<p>")
                .append(escaped(broker))
                .append(", topic <code>")
                .append(escaped(report.topic()))
                .append("</code>, QoS ")
                .append(verdict.qos())
                .append(", ")
                .append(report.took() / 1000)
                .append(" s, seed ")
                .append(report.seed())
                .append("</p>");
        table(page, report);
        page.append("<h2>Latency, from when a message was due (ms by percentile)</h2>");
        latency(page, report);
        page.append("<h2>Messages a second, and faults</h2>");
        timeline(page, report);
        faults(page, report.disturbances());
        return page.append("</body></html>\n").toString();
    }

    private static void table(StringBuilder page, TrialReport report) {
        Verdict verdict = report.verdict();
        page.append("<table>");
        row(page, "attempted", verdict.attempted());
        row(page, "acknowledged", verdict.acknowledged());
        row(page, "received", verdict.received());
        row(page, "lost", verdict.lost());
        row(page, "duplicated", verdict.duplicated());
        row(page, "reordered", verdict.reordered());
        row(page, "late", verdict.late());
        row(page, "unexpected", verdict.unexpected());
        if (report.sessionsLost() > 0) {
            row(page, "sessions lost", report.sessionsLost());
        }
        Long queued = report.queued();
        if (queued != null) {
            row(page, "still queued", queued);
        }
        page.append("</table>");
        if (!verdict.missing().isEmpty()) {
            page.append("<p class=\"bad\">Missing: ");
            verdict.missing().forEach(run -> page.append(run.first())
                    .append("–")
                    .append(run.last())
                    .append(' '));
            page.append("</p>");
        }
    }

    private static void row(StringBuilder page, String name, long value) {
        page.append("<tr><th>").append(name).append("</th><td>").append(value).append("</td></tr>");
    }

    private static void latency(StringBuilder page, TrialReport report) {
        double longest = Math.max(
                1, Math.max(report.delivery().max(), report.publishing().max()));
        open(page);
        for (int nines = 0; nines <= MOST_NINES; nines++) {
            String label = nines == 0 ? "0" : nines == 1 ? "90" : "99" + (nines > 2 ? "." + "9".repeat(nines - 2) : "");
            vertical(page, nines / MOST_NINES, label + " %", "#dde");
        }
        scale(page, longest, "ms");
        curve(page, report.publishing().curve(), longest, "#c07a00");
        curve(page, report.delivery().curve(), longest, "#1565c0");
        legend(page, "delivery", "#1565c0", 0);
        legend(page, "publishing", "#c07a00", 1);
        page.append("</svg>");
    }

    private static void curve(StringBuilder page, List<TrialReport.Point> points, double longest, String colour) {
        StringBuilder line = new StringBuilder();
        for (TrialReport.Point each : points) {
            double nines = -Math.log10(Math.max(1e-5, 1 - each.percentile() / 100));
            line.append(at(Math.min(1, nines / MOST_NINES), each.millis() / longest));
        }
        line(page, line, colour);
    }

    private static void timeline(StringBuilder page, TrialReport report) {
        List<TrialReport.Stretch> stretches = report.stretches();
        if (stretches.isEmpty()) {
            page.append("<p>No message.</p>");
            return;
        }
        TrialReport.Stretch last = stretches.get(stretches.size() - 1);
        double whole = last.at() + last.length();
        double most = 1;
        for (TrialReport.Stretch each : stretches) {
            most = Math.max(most, Math.max(each.acknowledged(), each.received()) * 1000.0 / each.length());
        }
        open(page);
        for (TrialReport.Disturbance each : report.disturbances()) {
            vertical(page, Math.min(1, each.at() / whole), "", "#b3261e");
        }
        scale(page, most, "/s");
        StringBuilder acknowledged = new StringBuilder();
        StringBuilder received = new StringBuilder();
        for (TrialReport.Stretch each : stretches) {
            double x = (each.at() + each.length() / 2.0) / whole;
            acknowledged.append(at(x, each.acknowledged() * 1000.0 / each.length() / most));
            received.append(at(x, each.received() * 1000.0 / each.length() / most));
        }
        line(page, acknowledged, "#c07a00");
        line(page, received, "#1565c0");
        legend(page, "received", "#1565c0", 0);
        legend(page, "acknowledged", "#c07a00", 1);
        legend(page, "fault", "#b3261e", 2);
        page.append("</svg>");
    }

    private static void faults(StringBuilder page, List<TrialReport.Disturbance> faults) {
        if (faults.isEmpty()) {
            return;
        }
        page.append("<table><tr><th>at (s)</th><th>fault</th><th>longest silence after it (ms)</th></tr>");
        for (TrialReport.Disturbance each : faults) {
            page.append("<tr><td>")
                    .append(String.format(Locale.ROOT, "%.1f", each.at() / 1e3))
                    .append("</td><th>")
                    .append(escaped(each.fault()))
                    .append("</th><td>")
                    .append(each.silence())
                    .append("</td></tr>");
        }
        page.append("</table>");
    }

    private static void open(StringBuilder page) {
        page.append("<svg viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append("\" role=\"img\">");
    }

    /** From fractions to places in the drawing. */
    private static String at(double x, double y) {
        return across(x) + "," + up(y) + " ";
    }

    private static String across(double x) {
        return String.format(Locale.ROOT, "%.1f", LEFT + x * (WIDTH - LEFT - 10));
    }

    private static String up(double y) {
        return String.format(Locale.ROOT, "%.1f", HEIGHT - BOTTOM - y * (HEIGHT - BOTTOM - 20));
    }

    private static void line(StringBuilder page, CharSequence points, String colour) {
        page.append("<polyline fill=\"none\" stroke-width=\"1.5\" stroke=\"")
                .append(colour)
                .append("\" points=\"")
                .append(points)
                .append("\"/>");
    }

    private static void vertical(StringBuilder page, double x, String label, String colour) {
        page.append("<polyline stroke=\"")
                .append(colour)
                .append("\" points=\"")
                .append(at(x, 0))
                .append(at(x, 1))
                .append("\"/>");
        if (!label.isEmpty()) {
            page.append("<text x=\"")
                    .append(across(x))
                    .append("\" y=\"")
                    .append(HEIGHT - 10)
                    .append("\">")
                    .append(label)
                    .append("</text>");
        }
    }

    private static void scale(StringBuilder page, double most, String unit) {
        for (int quarter = 0; quarter <= 4; quarter++) {
            page.append("<text x=\"4\" y=\"")
                    .append(up(quarter / 4.0))
                    .append("\">")
                    .append(String.format(Locale.ROOT, "%.0f %s", most * quarter / 4, unit))
                    .append("</text>");
        }
    }

    private static void legend(StringBuilder page, String name, String colour, int place) {
        page.append("<text x=\"")
                .append(LEFT + 10 + 110 * place)
                .append("\" y=\"14\" style=\"fill:")
                .append(colour)
                .append("\">")
                .append(name)
                .append("</text>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
