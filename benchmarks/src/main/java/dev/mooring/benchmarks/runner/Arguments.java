package dev.mooring.benchmarks.runner;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The runner's command line.
 *
 * @param quick  short and once, to see that everything works; the figures mean little
 * @param cases  which; all when empty
 * @param peers  which; all when empty
 * @param rounds how often
 * @param output the document whose section between the markers is written
 */
record Arguments(boolean quick, Set<String> cases, Set<String> peers, int rounds, Path output) {

    private static final String USAGE = """
            benchmarks/run [--quick] [--case NAME,…] [--peer NAME,…] [--rounds N] [--output FILE]
              --quick    short counts, one round, fewer cases: to see that it works
              --case     in-qos0 … in-qos2, out-qos0 … out-qos2, {in,out}-qos1-{64,256,16384,1000c,bare},
                         latency, connections, restart
              --peer     baseline, netty, vertx, hivemq3, hivemq5, hivemq5-async, paho3, paho5, mooring,
                         smallrye-channel, mooring-channel
              --rounds   default 3
              --output   default docs/performance.md
            """;

    private static final Set<String> QUICK = Set.of("in-qos0", "in-qos1", "out-qos0", "out-qos1", "connections");

    /** @throws IllegalArgumentException with the usage, when they make no sense */
    static Arguments parse(String... args) {
        boolean quick = false;
        Set<String> cases = Set.of();
        Set<String> peers = Set.of();
        int rounds = 3;
        Path output = Path.of("docs/performance.md");
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--quick")) {
                quick = true;
                continue;
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(USAGE);
            }
            String value = args[i + 1];
            switch (args[i++]) {
                case "--case" -> cases = list(value);
                case "--peer" -> peers = list(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--output" -> output = Path.of(value);
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        return new Arguments(quick, quick && cases.isEmpty() ? QUICK : cases, peers, quick ? 1 : rounds, output);
    }

    /** The cases to run, each with the peers to run. */
    List<Case> selection() {
        return Case.all().stream()
                .filter(each -> cases.isEmpty() || cases.contains(each.name()))
                .toList();
    }

    /** Whether that peer takes part; the baseline always does, since the others are nothing without it. */
    boolean selects(String peer) {
        return peers.isEmpty() || peers.contains(peer) || peer.equals(Case.BASELINE);
    }

    private static Set<String> list(String value) {
        return Set.copyOf(Arrays.asList(value.split(",")));
    }
}
