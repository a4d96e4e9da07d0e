package dev.mooring.delivery;

import dev.mooring.mqtt.BrokerAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;

/**
 * Stands on 127.0.0.1 between clients and a broker, and can be a bad network. It understands nothing of what it carries, so
 * TLS goes through it as well. For a Vert.x with one event loop, on which every method is called.
 */
public final class Relay {

    private static final int MOST_WAITING = 1 << 20;

    private final NetServer server;
    private final NetClient client;
    private final BrokerAddress broker;
    private final Set<Line> lines = new HashSet<>();
    private boolean silent;
    private int port;

    /** Not listening yet. */
    public Relay(Vertx vertx, BrokerAddress broker) {
        // With linger 0, closing is RST: what is under way is gone, as it is when a cable breaks.
        this.server = vertx.createNetServer(new NetServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSoLinger(0)
                .setTcpNoDelay(true));
        this.client = vertx.createNetClient(
                new NetClientOptions().setSoLinger(0).setTcpNoDelay(true).setConnectTimeout(5_000));
        this.broker = broker;
    }

    /** Begins to listen; completes with the port. */
    public Future<Integer> listen() {
        server.connectHandler(near -> {
            near.pause();
            connect(near);
        });
        return server.listen().map(listening -> {
            port = listening.actualPort();
            return port;
        });
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** The way through a relay that listens there, to whatever broker it stands before: TLS still asks for that broker's host name. */
    public static SocketAddress through(BrokerAddress broker, int port) {
        try {
            InetAddress loopback = InetAddress.getByAddress(broker.host(), new byte[] {127, 0, 0, 1});
            return SocketAddress.inetSocketAddress(new InetSocketAddress(loopback, port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four bytes are an address
        }
    }

    private void connect(NetSocket near) {
        client.connect(broker.port(), broker.host()).onComplete(result -> {
            if (result.failed()) {
                close(near);
                return;
            }
            Line line = new Line(near, result.result());
            lines.add(line);
            line.carry();
        });
    }

    /** All connections end, with what is under way. */
    public void cut() {
        Set.copyOf(lines).forEach(Line::tear);
    }

    /** Whether nothing comes through; what is sent meanwhile waits, and so does the news that a side has ended. */
    public void silence(boolean now) {
        silent = now;
        Set.copyOf(lines).forEach(now ? Line::stand : Line::flow);
    }

    /** Ends it for good. */
    public Future<Void> close() {
        cut();
        return server.close().compose(v -> client.close());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a close
    private static void close(NetSocket socket) {
        socket.close();
    }

    /** One connection through it: two sockets. */
    private final class Line {
        private final NetSocket near;
        private final NetSocket far;
        private boolean ended;

        Line(NetSocket near, NetSocket far) {
            this.near = near;
            this.far = far;
        }

        void carry() {
            carry(near, far);
            carry(far, near);
            near.closeHandler(v -> end());
            far.closeHandler(v -> end());
            near.exceptionHandler(e -> end());
            far.exceptionHandler(e -> end());
            if (silent) {
                stand();
            } else {
                flow();
            }
        }

        private void carry(NetSocket from, NetSocket to) {
            to.setWriteQueueMaxSize(MOST_WAITING);
            from.handler(bytes -> pass(bytes, from, to));
        }

        private void pass(Buffer bytes, NetSocket from, NetSocket to) {
            to.write(bytes);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(v -> {
                    if (!silent) {
                        from.resume();
                    }
                });
            }
        }

        void flow() {
            if (ended) {
                tear();
            } else {
                near.resume();
                far.resume();
            }
        }

        void stand() {
            near.pause();
            far.pause();
        }

        /** One side is gone. */
        private void end() {
            ended = true;
            if (!silent) {
                tear();
            }
        }

        void tear() {
            if (lines.remove(this)) {
                close(near);
                close(far);
            }
        }
    }
}
