package dev.mooring.delivery;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A service under faults, in a process of its own that can be killed and started again. It ends with the process of the
 * tests, however that ends, since its standard input does. Safe on any thread.
 */
final class ServiceProcess implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final List<String> command;
    private final Path directory;
    private final Lock lock = new ReentrantLock();
    private @Nullable Process process;

    /**
     * Not started yet.
     *
     * @param directory where it works and where its output stays
     */
    ServiceProcess(Path directory, List<String> command) {
        this.directory = directory;
        this.command = List.copyOf(command);
    }

    void start() {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("MQTT_") || name.startsWith("MOORING_"));
        lock.lock();
        try {
            process = builder.start();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } finally {
            lock.unlock();
        }
    }

    /** See {@link dev.mooring.faultservice.Orders}; whether there was somebody who will read it. */
    boolean order(String line) {
        lock.lock();
        try {
            OutputStream orders = running().getOutputStream();
            orders.write((line + "\n").getBytes(US_ASCII));
            orders.flush();
            return true;
        } catch (IOException killed) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Kills it (SIGKILL), and returns when it is gone. */
    void kill9() {
        Process killed = running();
        killed.destroyForcibly();
        try {
            if (!killed.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("process " + killed.pid() + " did not end within " + DEADLINE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Fails with its output when it has ended by itself. */
    void assertAlive() {
        Process now = running();
        if (!now.isAlive()) {
            throw new AssertionError("the service has ended, exit code " + now.exitValue() + "\n" + output());
        }
    }

    /** All it has written so far. */
    String output() {
        try {
            return Files.readString(directory.resolve("output"));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private Process running() {
        lock.lock();
        try {
            if (process == null) {
                throw new IllegalStateException("not started");
            }
            return process;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        kill9();
    }
}
