package dev.mooring.broker;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * HiveMQ CE in this JVM. It keeps nothing from one start to the next but its port, queues are as good as unbounded, and it
 * allows ten unacknowledged messages at once (its receive maximum), which is few enough to matter.
 */
public final class HiveMqBroker implements TestBroker {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Held here because the log manager holds loggers weakly, and a collected one forgets its level. */
    private static final Map<Logger, Level> QUIET = Map.of(
            Logger.getLogger("com.hivemq"), Level.WARNING,
            Logger.getLogger("migrations"), Level.WARNING,
            // Asks for the processor, for statistics that are switched off, and dislikes the platform's JNA.
            Logger.getLogger("oshi"), Level.OFF);

    /** Two seconds unless told otherwise; there is nothing on disk to be saved. */
    private static final int GRACE_MILLIS = 50;

    private final int port = FreePort.next();
    private final Path directory;
    private @Nullable EmbeddedHiveMQ running;

    /** One that lets everybody in; not started yet. */
    public HiveMqBroker() {
        try {
            directory = Files.createTempDirectory("mooring-hivemq");
            for (String folder : List.of("conf", "data", "extensions")) {
                Files.createDirectory(directory.resolve(folder));
            }
            Files.writeString(directory.resolve("conf/config.xml"), configuration());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    @Override
    public String name() {
        return "hivemq";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        if (running != null) {
            throw new IllegalStateException("hivemq on port " + port + " is running already");
        }
        QUIET.forEach(Logger::setLevel);
        InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(GRACE_MILLIS);
        EmbeddedHiveMQ broker = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(directory.resolve("conf"))
                .withDataFolder(directory.resolve("data"))
                .withExtensionsFolder(directory.resolve("extensions"))
                .withoutLoggingBootstrap()
                .build();
        running = broker;
        await("start", broker.start());
    }

    @Override
    public void stop() {
        EmbeddedHiveMQ broker = running;
        running = null;
        if (broker != null) {
            await("stop", broker.stop());
        }
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

    /** Where it writes; gone after {@link #close()}. */
    Path directory() {
        return directory;
    }

    private void await(String what, CompletableFuture<Void> outcome) {
        try {
            outcome.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException cause) {
            throw new IllegalStateException("hivemq on port " + port + " did not " + what, cause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + what + " of hivemq on port " + port, interrupted);
        }
    }

    /** In memory, because the file stores need a native library and seconds. It reports nothing to its makers. */
    private String configuration() {
        return """
                <?xml version="1.0"?>
                <hivemq>
                  <listeners>
                    <tcp-listener>
                      <port>%d</port>
                      <bind-address>127.0.0.1</bind-address>
                    </tcp-listener>
                  </listeners>
                  <mqtt>
                    <queued-messages>
                      <max-queue-size>1000000</max-queue-size>
                    </queued-messages>
                  </mqtt>
                  <persistence>
                    <mode>in-memory</mode>
                  </persistence>
                  <anonymous-usage-statistics>
                    <enabled>false</enabled>
                  </anonymous-usage-statistics>
                </hivemq>
                """.formatted(port);
    }
}
