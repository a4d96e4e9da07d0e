package dev.mooring.benchmarks.runner;

import java.util.List;
import java.util.Locale;

/** The results as Markdown. */
final class Report {

    private final Results results;
    private final List<Case> cases;

    Report(Results results, List<Case> cases) {
        this.results = results;
        this.cases = cases;
    }

    String markdown(String arguments) {
        StringBuilder text = new StringBuilder();
        text.append("`benchmarks/run")
                .append(arguments.isEmpty() ? "" : " " + arguments)
                .append("` · ");
        text.append(machine()).append("\n\n");
        text.append("Median over the rounds, smallest and largest in brackets. A cell of a row that was wrong in any"
                + " way says so.\n");
        new Bars(results).appendTo(text);
        for (Case each : cases) {
            if (!results.of(each.name()).isEmpty()) {
                text.append("\n### ").append(title(each)).append("\n\n");
                table(each).appendTo(text);
            }
        }
        return text.toString();
    }

    private static String machine() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.availableProcessors() + " cores (" + System.getProperty("os.arch") + "), "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", JDK "
                + System.getProperty("java.version") + ", clients with `" + String.join(" ", Jvm.FLAGS.subList(0, 4))
                + "`";
    }

    private static String title(Case of) {
        String what =
                switch (of.kind()) {
                    case "IN" -> "In, QoS " + of.qos();
                    case "OUT" -> "Out, QoS " + of.qos();
                    case "EVENT" -> "An event and its handler, without a broker";
                    case "CHECKER" -> "Delivery verification: the bookkeeping of a message, without MQTT";
                    case "LATENCY" -> "Through mosquitto and back, QoS 1, 5,000 messages a second";
                    case "CONNECTIONS" -> "Connections to mosquitto";
                    default -> "Restart of mosquitto";
                };
        String size = of.size() == 0 ? "" : ", " + of.size() + " B";
        String many = of.connections() == 1 ? "" : String.format(Locale.ROOT, ", %,d connections", of.connections());
        return what + size + many + (of.work() || of.size() == 0 ? "" : ", payloads only passed on") + " (`" + of.name()
                + "`)";
    }

    private Table table(Case of) {
        return switch (of.kind()) {
            case "LATENCY" ->
                rows(
                        of,
                        List.of("p50", "p99", "p999", "cpuMicros", "dropped"),
                        List.of("Client", "p50 µs", "p99 µs", "p99.9 µs", "CPU µs per message", "dropped"),
                        1);
            case "CONNECTIONS" ->
                rows(
                        of,
                        List.of(
                                "connected",
                                "connectSeconds",
                                "kibEach",
                                "residentKibEach",
                                "threads",
                                "disconnectSeconds"),
                        List.of(
                                "Client",
                                "connected",
                                "connect all, s",
                                "KiB each, idle",
                                "KiB each, resident",
                                "threads",
                                "disconnect all, s"),
                        2);
            case "RESTART" ->
                rows(
                        of,
                        List.of("connected", "backSeconds", "mostConnectsPerSecond"),
                        List.of("Client", "back", "all back, s", "most connects in a second"),
                        1);
            default -> messages(of);
        };
    }

    private Table rows(Case of, List<String> figures, List<String> titles, int decimals) {
        Table table = new Table(titles);
        for (String peer : of.peers()) {
            if (measured(of, peer)) {
                List<String> cells = figures.stream()
                        .map(figure -> results.spread(of.name(), peer, figure).text(decimals(figure, decimals)))
                        .toList();
                table.row(peer, cells);
            }
        }
        return table;
    }

    private static int decimals(String figure, int wanted) {
        return switch (figure) {
            case "connected", "threads", "dropped", "mostConnectsPerSecond" -> 0;
            default -> wanted;
        };
    }

    private Table messages(Case of) {
        Table table = new Table(List.of(
                "Client",
                "CPU µs per message",
                "overhead µs",
                "messages/s",
                "bytes per message",
                "dropped",
                "remarks"));
        for (String peer : of.peers()) {
            if (measured(of, peer)) {
                boolean overhead = of.work() && !of.alone() && !peer.equals(Case.BASELINE);
                table.row(
                        peer,
                        List.of(
                                results.spread(of.name(), peer, "cpuMicros").text(2),
                                overhead ? results.overhead(of.name(), peer).text(2) : "–",
                                results.spread(of.name(), peer, "perSecond").text(0),
                                results.spread(of.name(), peer, "bytes").text(0),
                                results.spread(of.name(), peer, "dropped").text(0),
                                remarks(of, peer)));
            }
        }
        return table;
    }

    private boolean measured(Case of, String peer) {
        return results.of(of.name()).stream().anyMatch(each -> each.peer().equals(peer));
    }

    private String remarks(Case of, String peer) {
        return String.join(
                "; ",
                results.of(of.name()).stream()
                        .filter(each -> each.peer().equals(peer))
                        .map(each -> Remarks.on(of, each))
                        .filter(each -> !each.isEmpty())
                        .distinct()
                        .toList());
    }
}
