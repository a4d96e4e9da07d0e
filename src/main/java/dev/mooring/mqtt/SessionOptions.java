package dev.mooring.mqtt;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How a session connects.
 *
 * @param url          the broker's addresses, tried in turn
 * @param clientId     the session's name at the broker
 * @param credentials  asked for at each connect, on a worker thread; may throw {@link java.io.UncheckedIOException}
 * @param cleanSession whether the broker forgets the session when the connection ends
 * @param keepAlive    how long the connection may be silent; zero for ever
 * @param reconnect    how to come back
 * @param limits       how much may be under way
 * @param tls          for {@code mqtts} and {@code wss}
 * @param presence     what the connection that begins at an instant says about itself; empty for nothing
 */
public record SessionOptions(
        BrokerUrl url,
        ClientId clientId,
        Supplier<Optional<Credentials>> credentials,
        boolean cleanSession,
        Duration keepAlive,
        ReconnectOptions reconnect,
        Limits limits,
        TlsSetup tls,
        Function<Instant, Optional<Presence>> presence) {

    private static final Duration MAX_KEEP_ALIVE = Duration.ofSeconds(65_535);

    /** @throws IllegalArgumentException when the keep-alive is not 0 to 65,535 seconds (MQTT 5.0, section 3.1.2.10) */
    public SessionOptions {
        if (keepAlive.isNegative() || keepAlive.compareTo(MAX_KEEP_ALIVE) > 0) {
            throw new IllegalArgumentException("keep-alive must be 0 to 65535 s, got: " + keepAlive);
        }
        if (!keepAlive.equals(Duration.ofSeconds(keepAlive.toSeconds()))) {
            throw new IllegalArgumentException("keep-alive must be whole seconds, got: " + keepAlive);
        }
    }
}
