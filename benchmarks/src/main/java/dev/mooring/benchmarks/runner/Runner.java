package dev.mooring.benchmarks.runner;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Runs everything that was asked for, round by round, and writes the report. */
public final class Runner {

    /** What clients and brokers complain of. */
    static final String ERRORS = "benchmarks/target/benchmark-errors.log";

    private static final Path RAW = Path.of("benchmarks/target/benchmark-results.jsonl");
    private static final Path APPLICATION = Path.of("benchmarks/target/quarkus-app");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Arguments arguments;
    private final Results results = new Results();
    private final ClientRun clients;
    private final Jvm jvm = new Jvm(APPLICATION);

    private Runner(Arguments arguments) {
        this.arguments = arguments;
        this.clients = new ClientRun(
                jvm,
                Duration.ofMillis(arguments.quick() ? 600 : 2000),
                Duration.ofMillis(arguments.quick() ? 400 : 1500));
    }

    /** From the project's directory; see {@link Arguments}. */
    public static void main(String[] args) throws Exception {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        new Runner(arguments).run(String.join(" ", args));
    }

    private void run(String command) throws Exception {
        Files.deleteIfExists(Path.of(ERRORS));
        Files.deleteIfExists(RAW);
        try (StubProcess stub = new StubProcess(jvm)) {
            for (int round = 1; round <= arguments.rounds(); round++) {
                for (Case each : arguments.selection()) {
                    run(round, each, stub);
                }
            }
        }
        String report = new Report(results, arguments.selection()).markdown(command);
        Section.of(arguments.output()).write(report);
        System.out.println(report);
    }

    /** All peers in turn, so that what the machine does meanwhile hits all of them. */
    private void run(int round, Case of, StubProcess stub) throws Exception {
        if (round > 1 && !of.everyRound()) {
            return;
        }
        if (of.throughMosquitto() && !Mosquitto.isInstalled()) {
            System.out.println(of.name() + ": left out, there is no mosquitto");
            return;
        }
        List<String> peers = of.peers().stream().filter(arguments::selects).toList();
        for (String peer : peers) {
            Result result = result(round, of, peer, stub);
            results.add(result);
            tell(result);
        }
    }

    private Result result(int round, Case of, String peer, StubProcess stub) throws IOException, InterruptedException {
        if (of.alone()) {
            return clients.run(round, of, peer);
        }
        return of.throughMosquitto() ? throughMosquitto(round, of, peer) : clients.run(round, of, peer, stub);
    }

    private Result throughMosquitto(int round, Case of, String peer) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("mooring-benchmark");
        try (Mosquitto broker = new Mosquitto(directory)) {
            broker.start();
            return clients.run(round, of, peer, broker);
        }
    }

    private static void tell(Result result) throws IOException {
        Files.writeString(
                RAW,
                JSON.writeValueAsString(result) + "\n",
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        String summary = result.failure().isEmpty()
                ? String.format(
                        Locale.ROOT,
                        "%.2f µs CPU, %.0f/s, %.0f B, dropped %.0f, stub %.2f cores",
                        result.get("cpuMicros"),
                        result.get("perSecond"),
                        result.get("bytes"),
                        result.get("dropped"),
                        result.get("stubCores"))
                : "FAILED: " + result.failure();
        if (Double.isNaN(result.get("cpuMicros")) && result.failure().isEmpty()) {
            summary = result.figures().toString();
        }
        System.out.printf(Locale.ROOT, "%d %-16s %-17s %s%n", result.round(), result.of(), result.peer(), summary);
    }
}
