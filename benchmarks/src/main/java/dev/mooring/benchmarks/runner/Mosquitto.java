package dev.mooring.benchmarks.runner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A mosquitto of our own on a free port of the loopback interface. */
final class Mosquitto implements AutoCloseable {

    private static final String CONNECTED = "New client connected";
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path directory;
    private final Path configuration;
    private final int port;
    private @Nullable Process process;
    private int starts;

    Mosquitto(Path directory) throws IOException {
        this.directory = directory;
        this.port = freePort();
        this.configuration = directory.resolve("mosquitto.conf");
        Files.writeString(configuration, """
                listener %d 127.0.0.1
                allow_anonymous true
                persistence false
                max_queued_messages 0
                max_inflight_messages 1000
                set_tcp_nodelay true
                log_type notice
                log_type error
                connection_messages true
                """.formatted(port));
    }

    /** Whether there is one on the path. */
    static boolean isInstalled() {
        return List.of(System.getenv("PATH").split(":")).stream()
                        .anyMatch(each -> Files.isExecutable(Path.of(each, "mosquitto")))
                || Files.isExecutable(Path.of("/usr/sbin/mosquitto"));
    }

    int port() {
        return port;
    }

    void start() throws IOException, InterruptedException {
        starts++;
        String command = Files.isExecutable(Path.of("/usr/sbin/mosquitto")) ? "/usr/sbin/mosquitto" : "mosquitto";
        process = new ProcessBuilder(command, "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        awaitListening();
    }

    /** As if it died. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
            process = null;
        }
    }

    /** The most connections it took within one second of its log since it was started last. */
    int mostConnectsPerSecond() throws IOException {
        Map<String, Integer> perSecond = new HashMap<>();
        for (String line : Files.readAllLines(log(), StandardCharsets.UTF_8)) {
            if (line.contains(CONNECTED)) {
                perSecond.merge(line.substring(0, line.indexOf(':')), 1, Integer::sum);
            }
        }
        return perSecond.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private Path log() {
        return directory.resolve("mosquitto-" + starts + ".log");
    }

    private void awaitListening() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_NANOS;
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
                Thread.sleep(20);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
