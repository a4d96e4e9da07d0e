package dev.mooring.broker;

import dev.mooring.demo.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The embedded broker as a test broker. It keeps nothing from one start to the next but its port. */
public final class ArtemisBroker implements TestBroker {

    /** Held here because the log manager holds loggers weakly, and a collected one forgets its level. */
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger("org.apache.activemq"), Logger.getLogger("org.apache.activemq.audit"));

    private final int port = FreePort.next();
    private @Nullable EmbeddedBroker running;

    /** Stops Artemis from logging each message, in tests that no configuration file reaches. */
    public static void quiet() {
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    }

    @Override
    public String name() {
        return "artemis";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        if (running != null) {
            throw new IllegalStateException("artemis on port " + port + " is running already");
        }
        quiet();
        try {
            running = EmbeddedBroker.start(port);
        } catch (IOException cause) {
            throw new IllegalStateException("artemis did not start on port " + port, cause);
        }
    }

    @Override
    public void stop() {
        EmbeddedBroker broker = running;
        running = null;
        if (broker == null) {
            return;
        }
        try {
            broker.close();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
