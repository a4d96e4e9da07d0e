package dev.mooring.benchmarks.runner;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.benchmarks.client.ClientProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one client process and reads what it says. */
final class ClientRun {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration AWAY = Duration.ofSeconds(1);
    private static final String TOPIC = "bench/sensors/temperature";

    /**
     * The stock connector acknowledges before the handler is asked, so nothing holds the broker back, and it dies when
     * its buffer overflows. What is sent at once fits into the buffer, for both connectors alike.
     */
    private static final int CHANNEL_BURST = 50_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Jvm jvm;
    private final Duration warmUp;
    private final Duration measure;

    ClientRun(Jvm jvm, Duration warmUp, Duration measure) {
        this.jvm = jvm;
        this.warmUp = warmUp;
        this.measure = measure;
    }

    /** Without a broker. */
    Result run(int round, Case of, String peer) throws IOException {
        return collect(round, of, peer, start(of, peer, 0, 0, warmUp, measure), () -> {});
    }

    /** Through the stub. */
    Result run(int round, Case of, String peer, StubProcess stub) throws IOException {
        stub.play(of);
        Process process = start(of, peer, stub.brokerPort(), stub.controlPort(), warmUp, measure);
        return collect(round, of, peer, process, () -> {});
    }

    /** Through mosquitto. */
    Result run(int round, Case of, String peer, Mosquitto broker) throws IOException {
        Process process = start(of, peer, broker.port(), 0, warmUp.plusSeconds(1), measure.multipliedBy(4));
        Result result = collect(round, of, peer, process, () -> restart(broker, process));
        if (of.kind().equals("RESTART") && result.failure().isEmpty()) {
            result.figures().put("mostConnectsPerSecond", (double) broker.mostConnectsPerSecond());
        }
        return result;
    }

    private static void restart(Mosquitto broker, Process process) throws IOException, InterruptedException {
        broker.kill();
        Thread.sleep(AWAY.toMillis());
        broker.start();
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    private Process start(Case of, String peer, int brokerPort, int controlPort, Duration warm, Duration time)
            throws IOException {
        List<String> args = List.of(
                peer,
                of.kind(),
                String.valueOf(of.qos()),
                String.valueOf(of.size()),
                String.valueOf(of.connections()),
                String.valueOf(of.work()),
                String.valueOf(brokerPort),
                String.valueOf(controlPort),
                String.valueOf(warm.toMillis()),
                String.valueOf(time.toMillis()),
                String.valueOf(peer.endsWith("-channel") ? CHANNEL_BURST : Integer.MAX_VALUE));
        if (peer.endsWith("-channel")) {
            List<String> flags = new ArrayList<>(Jvm.FLAGS);
            flags.addAll(peer.equals(Case.STOCK_CHANNEL) ? stock(of, brokerPort) : mooring(of, brokerPort));
            return jvm.quarkus(flags, args);
        }
        return jvm.plain(Jvm.FLAGS, ClientProcess.class.getName(), args);
    }

    private static List<String> mooring(Case of, int port) {
        List<String> flags = channels(of, "mooring", "absolute-topic=true");
        flags.add("-Dmooring.sites.default.url=mqtt://127.0.0.1:" + port);
        flags.add("-Dmooring.sites.default.lwt-enabled=false");
        flags.add("-Dmooring.sites.default.clean-session=true");
        return flags;
    }

    private static List<String> stock(Case of, int port) {
        return channels(
                of,
                "smallrye-mqtt",
                "host=127.0.0.1",
                "port=" + port,
                "max-message-size=1048576",
                "max-inflight-queue=65535",
                "health-enabled=false");
    }

    private static List<String> channels(Case of, String connector, String... attributes) {
        List<String> flags = new ArrayList<>();
        for (String channel : List.of("incoming.bench-in", "outgoing.bench-out")) {
            String prefix = "-Dmp.messaging." + channel + ".";
            flags.add(prefix + "connector=" + connector);
            flags.add(prefix + "topic=" + TOPIC);
            // Of the two channels of an application one is idle; the stock connector subscribes with QoS 0 and 1 only.
            boolean idle = channel.startsWith("incoming") && of.kind().equals("OUT");
            flags.add(prefix + "qos=" + (idle ? 1 : of.qos()));
            for (String attribute : attributes) {
                flags.add(prefix + attribute);
            }
        }
        flags.add("-Dmp.messaging.incoming.bench-in.buffer-size=" + 2 * CHANNEL_BURST);
        return flags;
    }

    private static Result collect(int round, Case of, String peer, Process process, Step whenReady) {
        Map<String, Double> figures = new HashMap<>();
        String failure = "";
        Thread killer = new Thread(() -> kill(process), "timeout");
        killer.setDaemon(true);
        killer.start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(ClientProcess.PREFIX)) {
                    figures.putAll(JSON.readValue(
                            line.substring(ClientProcess.PREFIX.length()),
                            new TypeReference<Map<String, Double>>() {}));
                } else if (line.startsWith(ClientProcess.FAILURE)) {
                    failure = line.substring(ClientProcess.FAILURE.length());
                } else if (line.equals("READY")) {
                    whenReady.run();
                } else {
                    Files.writeString(
                            Path.of(Runner.ERRORS),
                            peer + ": " + line + "\n",
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND);
                }
            }
            if (figures.isEmpty() && failure.isEmpty()) {
                failure = "no figures, exit code " + process.waitFor();
            }
        } catch (IOException | InterruptedException e) {
            failure = String.valueOf(e);
        } finally {
            process.destroyForcibly();
        }
        return new Result(round, of.name(), peer, figures, failure);
    }

    private static void kill(Process process) {
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    /** Something that may go wrong in the ways of processes. */
    private interface Step {
        void run() throws IOException, InterruptedException;
    }
}
