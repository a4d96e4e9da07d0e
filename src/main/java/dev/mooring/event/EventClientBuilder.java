package dev.mooring.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.Credentials;
import dev.mooring.mqtt.CredentialsSupplier;
import dev.mooring.mqtt.Limits;
import dev.mooring.mqtt.ReconnectOptions;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.SessionOptions;
import dev.mooring.mqtt.TlsSetup;
import dev.mooring.mqtt.codec.ProtocolVersion;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link EventClient} with a connection of its own. Each method refuses values out of range with an {@link
 * IllegalArgumentException} that names them. Not safe on several threads.
 */
public final class EventClientBuilder {

    private SessionOptions session;
    private EventSettings settings;
    private SessionListener listener = new SessionListener() {};
    private Optional<Vertx> vertx = Optional.empty();
    private Optional<ObjectMapper> mapper = Optional.empty();
    private Clock clock = Clock.systemUTC();

    EventClientBuilder(String url, String clientId) {
        this.session = SessionOptions.to(BrokerUrl.parse(url), new ClientId(clientId));
        this.settings = EventSettings.of(inTopics(clientId));
    }

    /** Health and heartbeat are published to topics that end with the client id. */
    private static String inTopics(String clientId) {
        if (clientId.indexOf('+') >= 0 || clientId.indexOf('#') >= 0) {
            throw new IllegalArgumentException("client id must not contain + or #: it becomes part of topics");
        }
        return clientId;
    }

    /** The {@code source} of its events; without it, the client id. */
    public EventClientBuilder sourceName(String name) {
        settings = new EventSettings(
                name,
                settings.format(),
                settings.dedupe(),
                settings.health(),
                settings.heartbeatInterval(),
                settings.maxPending(),
                settings.shutdownTimeout());
        return this;
    }

    /** User name and password; they win over those in the URL. */
    public EventClientBuilder credentials(String username, @Nullable String password) {
        session = session.withCredentials(CredentialsSupplier.of(Optional.of(new Credentials(username, password))));
        return this;
    }

    /** In that version first; without it, 5, and 3.1.1 for a broker that refuses 5. */
    public EventClientBuilder protocolVersion(ProtocolVersion version) {
        session = session.withProtocolVersion(version);
        return this;
    }

    /** How long the connection may be silent, in whole seconds; by default 60 s. */
    public EventClientBuilder keepAlive(Duration keepAlive) {
        session = session.withKeepAlive(keepAlive);
        return this;
    }

    /** Whether the broker forgets the session, and what it has queued, with each connection; by default not. */
    public EventClientBuilder cleanSession(boolean clean) {
        session = session.withCleanSession(clean);
        return this;
    }

    /** How long the broker keeps the session without a connection, in whole seconds; by default 1 h. */
    public EventClientBuilder sessionExpiry(Duration expiry) {
        session = session.withSessionExpiry(expiry);
        return this;
    }

    /** The bounds of the wait before it connects again; by default 0.5 and 5 s. */
    public EventClientBuilder reconnect(Duration minDelay, Duration maxDelay) {
        session = session.withReconnect(
                new ReconnectOptions(minDelay, maxDelay, session.reconnect().takeoverCooldown()));
        return this;
    }

    /** How long it stays away when another client uses its client id; by default 30 s. */
    public EventClientBuilder takeoverCooldown(Duration cooldown) {
        ReconnectOptions options = session.reconnect();
        session = session.withReconnect(new ReconnectOptions(options.minDelay(), options.maxDelay(), cooldown));
        return this;
    }

    /** How much may be under way. */
    public EventClientBuilder limits(Limits limits) {
        session = session.withLimits(limits);
        return this;
    }

    /** Trust and client certificate of {@code mqtts} and {@code wss}; by default, what Java trusts. */
    public EventClientBuilder tls(TlsSetup tls) {
        session = session.withTls(tls);
        return this;
    }

    /** Whether it says on {@code system/health/{client_id}} that it is ready, is back, and shuts down; by default not. */
    public EventClientBuilder enableHealth(boolean enabled) {
        settings = settings.withHealth(enabled);
        return this;
    }

    /** Says on {@code system/keepalive/{client_id}} that it is alive, that often. */
    public EventClientBuilder heartbeat(Duration interval) {
        settings = settings.withHeartbeat(interval);
        return this;
    }

    /** Recognises duplicates for that long, among the last 2,048 events of each subscription. */
    public EventClientBuilder dedupe(Duration ttl) {
        return dedupe(DedupeOptions.of(ttl));
    }

    /** Recognises duplicates. */
    public EventClientBuilder dedupe(DedupeOptions options) {
        settings = settings.withDedupe(options);
        return this;
    }

    /** How events are written; by default, envelopes. */
    public EventClientBuilder format(EventFormat format) {
        settings = settings.withFormat(format);
        return this;
    }

    /** How many requests may wait for their replies; by default 1,024. */
    public EventClientBuilder maxPending(int requests) {
        settings = settings.withMaxPending(requests);
        return this;
    }

    /** What a graceful shutdown may take; by default 5 s. */
    public EventClientBuilder shutdownTimeout(Duration timeout) {
        settings = settings.withShutdownTimeout(timeout);
        return this;
    }

    /** Hears of connections, lost sessions, takeovers, refused subscriptions. */
    public EventClientBuilder listener(SessionListener newListener) {
        listener = newListener;
        return this;
    }

    /** Over the event loops of that Vert.x, which the client does not close; without it, over one of its own. */
    public EventClientBuilder vertx(Vertx shared) {
        vertx = Optional.of(shared);
        return this;
    }

    /** Turns records and beans into JSON and back; without it, Jackson with the modules on the class path. */
    public EventClientBuilder mapper(ObjectMapper newMapper) {
        mapper = Optional.of(newMapper);
        return this;
    }

    /** What time it is; for tests. */
    public EventClientBuilder clock(Clock newClock) {
        clock = newClock;
        return this;
    }

    /** The client; it connects with {@link EventClient#connect}, or with the first event it publishes. */
    public EventClient build() {
        OwnLink link = new OwnLink(session, listener, vertx, clock, new Random());
        return EventClient.over(
                link,
                settings,
                mapper.orElseGet(() -> JsonMapper.builder().findAndAddModules().build()),
                clock);
    }
}
