package dev.mooring.broker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/**
 * A mosquitto of its own: own port on 127.0.0.1, own directory, own process. Needs mosquitto 2 and a POSIX shell.
 *
 * <p>Retained messages and sessions survive {@link #restart()}, but not {@link #kill()}: mosquitto writes them when it is
 * told to end. For a test that needs them after a kill, add the lines {@code autosave_on_changes true} and
 * {@code autosave_interval 1}. Queues are unbounded.
 *
 * <p>The process never outlives the Java process, however that ends. Not thread-safe.
 */
public final class MosquittoBroker implements TestBroker {

    /** Why a test that needs mosquitto is skipped. */
    public static final String MISSING = "not here: mosquitto is not on the PATH";

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final byte[] EMPTY_CONNECT = {0x10, 0};

    private final Path directory;
    private final int port = FreePort.next();
    private @Nullable Process process;
    private @Nullable Process guard;

    /** One that lets everybody in; not started yet. */
    public MosquittoBroker() {
        this(builder());
    }

    private MosquittoBroker(Builder builder) {
        try {
            directory = Files.createTempDirectory("mooring-mosquitto");
            builder.configuration(port).writeTo(directory);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** Whether there is a mosquitto on the PATH, or in {@code /usr/sbin} where Debian puts it. */
    public static boolean available() {
        return executable().isPresent();
    }

    /** For passwords, access rules and other settings. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public String name() {
        return "mosquitto";
    }

    @Override
    public int port() {
        return port;
    }

    /** The id of the process, while it runs. */
    public long pid() {
        return running().pid();
    }

    @Override
    public void start() {
        if (process != null) {
            throw new IllegalStateException("mosquitto on port " + port + " is running already");
        }
        String mosquitto = executable()
                .orElseThrow(() -> new IllegalStateException(MISSING))
                .toString();
        Process started = launch(new ProcessBuilder(
                        mosquitto,
                        "-v",
                        "-c",
                        directory.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile())));
        process = started;
        guard = guard(started);
        try {
            awaitAnswer(started);
        } catch (RuntimeException failed) {
            kill();
            throw failed;
        }
    }

    @Override
    public void stop() {
        if (process == null) {
            return;
        }
        thaw();
        end(running()::destroy);
    }

    /** Kills the process (SIGKILL), also when it is frozen: nothing is saved, nobody is told. */
    public void kill() {
        end(running()::destroyForcibly);
    }

    /** Stops the process in its tracks (SIGSTOP): connections stand, the kernel accepts new ones, nothing answers. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets a frozen process go on (SIGCONT). */
    public void thaw() {
        signal("CONT");
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** All it has logged since it was made, every packet of every client included. */
    public String log() {
        try {
            return Files.readString(logFile().toPath());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** How many lines of the log contain this text, such as {@code New client connected}. */
    public long logged(String text) {
        return log().lines().filter(line -> line.contains(text)).count();
    }

    /**
     * Whether the main loop runs. An open port does not say so: mosquitto listens before it handles signals. A CONNECT
     * without content makes it hang up, and never counts as a client.
     */
    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) DEADLINE.toMillis());
            socket.getOutputStream().write(EMPTY_CONNECT);
            socket.getInputStream().read();
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void awaitAnswer(Process started) {
        await("mosquitto on port " + port)
                .atMost(DEADLINE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !started.isAlive() || answers());
        if (!started.isAlive()) {
            throw new IllegalStateException("mosquitto on port " + port + " ended at its start:\n" + log());
        }
    }

    private void end(Runnable how) {
        Process ending = running();
        // First the guard: afterwards the id may belong to somebody else.
        if (guard != null) {
            guard.destroyForcibly();
            awaitEnd(guard);
        }
        how.run();
        process = null;
        guard = null;
        awaitEnd(ending);
    }

    private void awaitEnd(Process ending) {
        try {
            if (!ending.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                ending.destroyForcibly();
                throw new IllegalStateException("process " + ending.pid() + " of mosquitto on port " + port
                        + " did not end within " + DEADLINE);
            }
        } catch (InterruptedException interrupted) {
            ending.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A shell that kills the broker and removes its directory when the pipe from this Java process breaks. A shutdown hook
     * would not do: a halted or killed Java process runs none.
     */
    private Process guard(Process broker) {
        return launch(new ProcessBuilder(
                        "sh",
                        "-c",
                        "read -r _; kill -KILL \"$1\"; rm -r \"$2\"",
                        "sh",
                        String.valueOf(broker.pid()),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD));
    }

    private void signal(String name) {
        Process kill = launch(new ProcessBuilder(
                "sh",
                "-c",
                "kill -" + name + " \"$1\"",
                "sh",
                String.valueOf(running().pid())));
        awaitEnd(kill);
        if (kill.exitValue() != 0) {
            throw new IllegalStateException("signal " + name + " did not reach mosquitto on port " + port);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("mosquitto on port " + port + " is not running");
        }
        return process;
    }

    private File logFile() {
        return directory.resolve("mosquitto.log").toFile();
    }

    private static Process launch(ProcessBuilder command) {
        try {
            return command.start();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static Optional<Path> executable() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The settings of a mosquitto. */
    public static final class Builder {

        private final Map<String, String> passwords = new LinkedHashMap<>();
        private final List<String> lines = new ArrayList<>();
        private @Nullable String acl;

        private Builder() {}

        /** Somebody who may connect. With the first one, nobody else may. */
        public Builder user(String name, String password) {
            passwords.put(name, password);
            return this;
        }

        /** Who may read and write what, as in mosquitto's {@code acl_file}. */
        public Builder acl(String text) {
            acl = text;
            return this;
        }

        /** One more line of {@code mosquitto.conf}, after all others. */
        public Builder line(String line) {
            lines.add(line);
            return this;
        }

        /** The broker, not started yet. */
        public MosquittoBroker build() {
            return new MosquittoBroker(this);
        }

        /** The broker, started. */
        public MosquittoBroker start() {
            MosquittoBroker broker = build();
            broker.start();
            return broker;
        }

        private MosquittoFiles configuration(int port) {
            return new MosquittoFiles(port, passwords, Optional.ofNullable(acl), lines);
        }
    }
}
