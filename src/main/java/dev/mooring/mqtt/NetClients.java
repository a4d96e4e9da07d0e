package dev.mooring.mqtt;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * One {@link NetClient} without TLS and one for each version of a {@link TlsSetup}, so that a thousand sites with one
 * profile have one SSL context. Safe on any thread.
 *
 * <p>The oldest is forgotten when there are too many, but never closed: Vert.x closes a client, and with it its connections,
 * when nobody refers to it any more. A connection must therefore hold on to its client.
 */
final class NetClients {

    static final int MAX = 64;

    private static final Object PLAIN = new Object();

    private final Vertx vertx;
    private final Map<Use, NetClient> clients = new ConcurrentHashMap<>();
    private final Queue<Use> oldestFirst = new ConcurrentLinkedQueue<>();

    NetClients(Vertx vertx) {
        this.vertx = vertx;
    }

    NetClient plain(Duration timeout) {
        return client(new Use(PLAIN, timeout.toMillis()), options(timeout));
    }

    NetClient encrypted(TlsSetup tls, Duration timeout) {
        // First the version: what is renewed in between is then applied once too often, not once too seldom.
        Use use = new Use(tls.version(), timeout.toMillis());
        NetClient known = clients.get(use);
        return known != null ? known : client(use, encrypted(tls, options(timeout), timeout));
    }

    private NetClient client(Use use, NetClientOptions options) {
        NetClient client = clients.computeIfAbsent(use, missing -> {
            oldestFirst.add(missing);
            return vertx.createNetClient(options);
        });
        if (clients.size() > MAX) {
            Use oldest = oldestFirst.poll();
            if (oldest != null) {
                clients.remove(oldest);
            }
        }
        return client;
    }

    private static NetClientOptions options(Duration timeout) {
        return new NetClientOptions().setTcpNoDelay(true).setConnectTimeout((int) timeout.toMillis());
    }

    private static NetClientOptions encrypted(TlsSetup tls, NetClientOptions options, Duration timeout) {
        options.setSsl(true);
        tls.applyTo(options);
        long handshake = options.getSslHandshakeTimeoutUnit().toMillis(options.getSslHandshakeTimeout());
        options.setSslHandshakeTimeout(Math.min(handshake, timeout.toMillis()));
        options.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        return options;
    }

    int size() {
        return clients.size();
    }

    /** What a client is for. The version counts by identity. */
    private record Use(Object version, long timeoutMillis) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Use use && use.version == version && use.timeoutMillis == timeoutMillis;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(version) + Long.hashCode(timeoutMillis);
        }
    }
}
