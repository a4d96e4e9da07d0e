package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ProtocolVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a session connects. Made by {@link #to}, and changed by the {@code with…} methods.
 *
 * @param url             the broker's addresses, tried in turn
 * @param clientId        the session's name at the broker
 * @param credentials     asked for at each connect
 * @param protocolVersion what to speak; a broker that refuses 5 is spoken to in 3.1.1
 * @param cleanSession    whether the broker forgets the session when the connection ends
 * @param sessionExpiry   how long a broker of MQTT 5 keeps the session without a connection, in whole seconds
 * @param keepAlive       how long the connection may be silent; zero for ever
 * @param reconnect       how to come back
 * @param limits          how much may be under way
 * @param tls             for {@code mqtts} and {@code wss}
 * @param presence        what the connection that begins at an instant says about itself; empty for nothing
 * @param authentication  an exchange that proves who we are, on MQTT 5; null for none
 */
public record SessionOptions(
        BrokerUrl url,
        ClientId clientId,
        CredentialsSupplier credentials,
        ProtocolVersion protocolVersion,
        boolean cleanSession,
        Duration sessionExpiry,
        Duration keepAlive,
        ReconnectOptions reconnect,
        Limits limits,
        TlsSetup tls,
        Function<Instant, Optional<Presence>> presence,
        @Nullable EnhancedAuthentication authentication) {

    private static final Duration MAX_KEEP_ALIVE = Duration.ofSeconds(65_535);
    private static final Duration MAX_SESSION_EXPIRY = Duration.ofSeconds(0xFFFF_FFFFL);

    /**
     * @throws IllegalArgumentException when the keep-alive is not 0 to 65,535 seconds (MQTT 5.0, section 3.1.2.10), or
     *     the session expiry not 0 to 4,294,967,295 seconds (section 3.1.2.11.2)
     */
    public SessionOptions {
        checked("keep-alive", keepAlive, MAX_KEEP_ALIVE);
        checked("session-expiry", sessionExpiry, MAX_SESSION_EXPIRY);
    }

    private static void checked(String name, Duration value, Duration max) {
        if (value.isNegative() || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + " must be 0 to " + max.toSeconds() + " s, got: " + value);
        }
        if (!value.equals(Duration.ofSeconds(value.toSeconds()))) {
            throw new IllegalArgumentException(name + " must be whole seconds, got: " + value);
        }
    }

    /** With the documented defaults: version 5, a session that is kept for 1 h, keep-alive 60 s, no presence. */
    public static SessionOptions to(BrokerUrl url, ClientId clientId) {
        return new SessionOptions(
                url,
                clientId,
                CredentialsSupplier.of(Optional.ofNullable(url.credentials())),
                ProtocolVersion.V5,
                false,
                Duration.ofHours(1),
                Duration.ofMinutes(1),
                ReconnectOptions.DEFAULT,
                Limits.DEFAULT,
                TlsSetup.DEFAULT,
                begins -> Optional.empty(),
                null);
    }

    /** Asks for user name and password at each connect. */
    public SessionOptions withCredentials(CredentialsSupplier newCredentials) {
        return changed(draft -> draft.credentials = newCredentials);
    }

    /** In that version first. */
    public SessionOptions withProtocolVersion(ProtocolVersion newVersion) {
        return changed(draft -> draft.protocolVersion = newVersion);
    }

    /** Whether the broker forgets the session with each connection. */
    public SessionOptions withCleanSession(boolean newCleanSession) {
        return changed(draft -> draft.cleanSession = newCleanSession);
    }

    /** With that session expiry. */
    public SessionOptions withSessionExpiry(Duration newExpiry) {
        return changed(draft -> draft.sessionExpiry = newExpiry);
    }

    /** With that keep-alive. */
    public SessionOptions withKeepAlive(Duration newKeepAlive) {
        return changed(draft -> draft.keepAlive = newKeepAlive);
    }

    /** With that way to come back. */
    public SessionOptions withReconnect(ReconnectOptions newReconnect) {
        return changed(draft -> draft.reconnect = newReconnect);
    }

    /** With those limits. */
    public SessionOptions withLimits(Limits newLimits) {
        return changed(draft -> draft.limits = newLimits);
    }

    /** With that TLS. */
    public SessionOptions withTls(TlsSetup newTls) {
        return changed(draft -> draft.tls = newTls);
    }

    /** With a birth and a will. */
    public SessionOptions withPresence(Function<Instant, Optional<Presence>> newPresence) {
        return changed(draft -> draft.presence = newPresence);
    }

    /** With an exchange that proves who we are. */
    public SessionOptions withAuthentication(EnhancedAuthentication newAuthentication) {
        return changed(draft -> draft.authentication = newAuthentication);
    }

    private SessionOptions changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The options while one of them changes. */
    private static final class Draft {
        private final BrokerUrl url;
        private final ClientId clientId;
        private CredentialsSupplier credentials;
        private ProtocolVersion protocolVersion;
        private boolean cleanSession;
        private Duration sessionExpiry;
        private Duration keepAlive;
        private ReconnectOptions reconnect;
        private Limits limits;
        private TlsSetup tls;
        private Function<Instant, Optional<Presence>> presence;
        private @Nullable EnhancedAuthentication authentication;

        Draft(SessionOptions options) {
            this.url = options.url;
            this.clientId = options.clientId;
            this.credentials = options.credentials;
            this.protocolVersion = options.protocolVersion;
            this.cleanSession = options.cleanSession;
            this.sessionExpiry = options.sessionExpiry;
            this.keepAlive = options.keepAlive;
            this.reconnect = options.reconnect;
            this.limits = options.limits;
            this.tls = options.tls;
            this.presence = options.presence;
            this.authentication = options.authentication;
        }

        SessionOptions options() {
            return new SessionOptions(
                    url,
                    clientId,
                    credentials,
                    protocolVersion,
                    cleanSession,
                    sessionExpiry,
                    keepAlive,
                    reconnect,
                    limits,
                    tls,
                    presence,
                    authentication);
        }
    }
}
