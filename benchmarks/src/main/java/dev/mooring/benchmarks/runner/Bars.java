package dev.mooring.benchmarks.runner;

import java.util.List;
import java.util.Locale;

/** The ratios that Mooring has to reach, and whether it does. */
final class Bars {

    private static final List<String> PEERS = List.of("vertx", "hivemq3", "hivemq5", "hivemq5-async", "paho3", "paho5");
    private static final int MAX_BYTES_IN = 100;
    private static final int MAX_BYTES_OUT = 50;
    private static final int EXTRA_THREADS = 16;
    private static final double LONGEST_RETURN = 10;
    private static final double CONNECT_RATE = 200;

    private final Results results;
    private final Table table = new Table(List.of("Bar", "wanted", "seen", ""));

    Bars(Results results) {
        this.results = results;
    }

    void appendTo(StringBuilder text) {
        overhead("in-qos1", "vertx", 0.25);
        hivemq();
        overhead("in-qos0", "vertx", 0.25);
        noDrops();
        cpuOfBest("in-qos2", 0.6);
        overheadOfBest("out-qos0", 0.3);
        overheadOfBest("out-qos1", 0.3);
        channel("Out through an emitter, QoS 1: CPU", "out-qos1", 0.2);
        channel("In through a channel to a Mutiny handler, QoS 1: CPU", "in-qos1", 0.5);
        allocation("Allocation in, without JSON", "in-qos1-bare", MAX_BYTES_IN);
        allocation("Allocation out, without JSON", "out-qos1-bare", MAX_BYTES_OUT);
        connections();
        restart();
        latency();
        event();
        checker();
        text.append("\n### Bars\n\n");
        table.appendTo(text);
    }

    private void overhead(String name, String peer, double limit) {
        Spread ratio = results.ratio(Case.MOORING, peer, (round, who) -> results.overhead(round, name, who));
        row("`" + name + "`: overhead, × " + peer, limit, ratio, 3);
    }

    /** Of the two protocol versions, the better. */
    private void hivemq() {
        String better = results.best("in-qos1", List.of("hivemq3", "hivemq5", "hivemq5-async"), "cpuMicros")
                .orElse("hivemq5");
        overhead("in-qos1", better, 0.05);
    }

    private void noDrops() {
        for (String name : List.of("in-qos0", "in-qos1", "in-qos2")) {
            row("`" + name + "`: messages dropped", 0, results.spread(name, Case.MOORING, "dropped"), 0);
        }
    }

    private void cpuOfBest(String name, double limit) {
        results.best(name, PEERS, "cpuMicros").ifPresent(best -> {
            Spread ratio =
                    results.ratio(Case.MOORING, best, (round, who) -> results.figure(round, name, who, "cpuMicros"));
            row("`" + name + "`: CPU, × best peer (" + best + ")", limit, ratio, 3);
        });
    }

    private void overheadOfBest(String name, double limit) {
        results.best(name, PEERS, "cpuMicros").ifPresent(best -> overhead(name, best, limit));
    }

    private void channel(String what, String name, double limit) {
        Spread ratio = results.ratio(
                Case.MOORING_CHANNEL,
                Case.STOCK_CHANNEL,
                (round, who) -> results.figure(round, name, who, "cpuMicros"));
        row(what + ", × stock connector", limit, ratio, 3);
    }

    private void allocation(String what, String name, int limit) {
        row(what + ", bytes per message", limit, results.spread(name, Case.MOORING, "bytes"), 0);
    }

    private void connections() {
        String name = "connections";
        Spread memory =
                results.ratio(Case.MOORING, "hivemq5", (round, who) -> results.figure(round, name, who, "kibEach"));
        row("1,000 connections: memory each, × hivemq5", 0.5, memory, 2);
        fastest("connectSeconds", "connect all, × fastest peer");
        fastest("disconnectSeconds", "disconnect all, × fastest peer");
        row("1,000 connections: disconnect all, s", 1, results.spread(name, Case.MOORING, "disconnectSeconds"), 2);
        double threads = 2 * Runtime.getRuntime().availableProcessors() + EXTRA_THREADS;
        row("1,000 connections: threads", threads, results.spread(name, Case.MOORING, "threads"), 0);
    }

    private void fastest(String figure, String what) {
        results.best("connections", PEERS, figure).ifPresent(best -> {
            Spread ratio = results.ratio(
                    Case.MOORING, best, (round, who) -> results.figure(round, "connections", who, figure));
            row("1,000 connections: " + what + " (" + best + ")", 1, ratio, 2);
        });
    }

    private void restart() {
        row("Restart: all back, s", LONGEST_RETURN, results.spread("restart", Case.MOORING, "backSeconds"), 1);
        Spread rate = results.spread("restart", Case.MOORING, "mostConnectsPerSecond");
        row("Restart: connects in a second", CONNECT_RATE, rate, 0);
    }

    private void latency() {
        results.best("latency", PEERS, "p99").ifPresent(best -> {
            Spread ratio =
                    results.ratio(Case.MOORING, best, (round, who) -> results.figure(round, "latency", who, "p99"));
            row("Latency at 5,000/s: p99, × best peer (" + best + ")", 1, ratio, 2);
        });
    }

    private void event() {
        Spread ratio = results.ratio(
                Case.EVENT_CLIENT, Case.JACKSON, (round, who) -> results.figure(round, "event", who, "cpuMicros"));
        row("Head of an event, deduplication and dispatch, × Jackson's decode and a look-up", 0.5, ratio, 3);
    }

    /** Who checks must not be what is slow: the engine needs its share twice, out and in. */
    private void checker() {
        Spread ratio = results.ratio(
                Case.CHECKER,
                Case.MOORING,
                (round, who) -> who.equals(Case.CHECKER)
                        ? results.figure(round, "checker", who, "cpuMicros")
                        : results.overhead(round, "out-qos1", who) + results.overhead(round, "in-qos1", who));
        row("Bookkeeping of the delivery verification, × the engine, out and in, QoS 1", 1, ratio, 3);
    }

    private void row(String what, double limit, Spread seen, int decimals) {
        if (!seen.isMissing()) {
            String wanted = limit == Math.rint(limit)
                    ? String.format(Locale.ROOT, "≤ %.0f", limit)
                    : String.format(Locale.ROOT, "≤ %s", limit);
            table.row(what, List.of(wanted, seen.text(decimals), seen.median() <= limit ? "pass" : "**fail**"));
        }
    }
}
