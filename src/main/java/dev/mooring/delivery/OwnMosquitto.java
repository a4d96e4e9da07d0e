package dev.mooring.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A mosquitto on a free port of 127.0.0.1 that keeps what it has in a directory of its own, and can be treated badly. It queues without
 * limit: its own limit is 1,000 messages for a client, and what is more it drops after it acknowledged it. Every method
 * that does something blocks; one thread at a time.
 */
public final class OwnMosquitto implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 20;

    private final String program;
    private final Path directory;
    private final int port;
    private Process process;

    private OwnMosquitto(String program, Path directory, int port) throws IOException {
        this.program = program;
        this.directory = directory;
        this.port = port;
        this.process = begin();
    }

    /**
     * Starts one, and waits until it answers; blocks.
     *
     * @throws IOException when there is none, or it does not start
     */
    public static OwnMosquitto start(String program) throws IOException {
        Path directory = Files.createTempDirectory("mooring-mosquitto");
        int port = freePort();
        Files.write(
                directory.resolve("mosquitto.conf"),
                List.of(
                        "listener " + port + " 127.0.0.1",
                        "allow_anonymous true",
                        "user root", // or else a mosquitto of root becomes somebody who may not write here
                        "max_queued_messages 0",
                        "max_queued_bytes 0",
                        "max_inflight_messages 0",
                        "persistence true",
                        "persistence_location " + directory + "/",
                        "autosave_interval 0"));
        try {
            return new OwnMosquitto(program, directory, port);
        } catch (IOException e) {
            delete(directory);
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private Process begin() throws IOException {
        Process started = new ProcessBuilder(
                        program, "-c", directory.resolve("mosquitto.conf").toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        awaitAnswer(started);
        return started;
    }

    private void awaitAnswer(Process started) throws IOException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (started.isAlive() && System.nanoTime() - deadline < 0) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                hasEnded(started, POLL_MILLIS);
            }
        }
        started.destroyForcibly();
        throw new IOException(program + " does not answer on port " + port);
    }

    private static boolean hasEnded(Process process, long millis) throws IOException {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** It runs no more, and keeps its connections. */
    void freeze() throws IOException {
        signal("-STOP");
    }

    /** It goes on. */
    void thaw() throws IOException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        if (!hasEnded(kill, LONGEST.toMillis()) || kill.exitValue() != 0) {
            throw new IOException("kill " + name + " did not work");
        }
    }

    /** It is asked to end, writes down what it has, and begins again. */
    void restart() throws IOException {
        end();
        process = begin();
    }

    private void end() throws IOException {
        process.destroy();
        if (!hasEnded(process, LONGEST.toMillis())) {
            process.destroyForcibly();
        }
    }

    /** Ends it, and deletes what it kept; blocks. Twice does nothing. */
    @Override
    public void close() throws IOException {
        end();
        delete(directory);
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
