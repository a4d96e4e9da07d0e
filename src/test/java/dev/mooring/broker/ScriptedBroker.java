package dev.mooring.broker;

import io.netty.handler.codec.mqtt.MqttProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A broker on 127.0.0.1 whose every answer is the test's: nothing is sent that the test did not ask for, not even CONNACK.
 * For what real brokers never do, or not when a test needs it. MQTT 3.1.1 and 5, plain TCP.
 *
 * <pre>{@code
 * try (ScriptedBroker broker = ScriptedBroker.start()) {
 *     client.connect(broker.url());
 *     ScriptedConnection connection = broker.acceptAndConnAck();
 *     connection.publish(7, 1, false, "a/b", "hello");
 *     connection.expect(PUBACK, 7);
 * }
 * }</pre>
 *
 * <p>For one test thread; each connection has daemon threads of its own, and every wait a deadline.
 */
public final class ScriptedBroker implements AutoCloseable {

    private static final int KERNELS_CHOICE = 0;

    private final int port = FreePort.next();
    private final int receiveBuffer;
    private final BlockingQueue<ScriptedConnection> waiting = new LinkedBlockingQueue<>();
    private final Queue<ScriptedConnection> all = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile @Nullable Listener listener;

    private ScriptedBroker(int receiveBuffer) {
        this.receiveBuffer = receiveBuffer;
    }

    /** Listening. */
    public static ScriptedBroker start() {
        return start(KERNELS_CHOICE);
    }

    /** Listening, with a receive buffer of about this many bytes: a small one makes a client's writes block early. */
    public static ScriptedBroker start(int receiveBuffer) {
        ScriptedBroker broker = new ScriptedBroker(receiveBuffer);
        broker.listen();
        return broker;
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Where to connect to: {@code mqtt://127.0.0.1:PORT}. */
    public String url() {
        return "mqtt://127.0.0.1:" + port;
    }

    /** How many connections were ever accepted, those included that no test has asked for. */
    public int accepted() {
        return accepted.get();
    }

    /** The next connection, in the order they came; nothing is read from its queue yet. */
    public ScriptedConnection accept() {
        return accept(ScriptedConnection.DEADLINE);
    }

    /** The next connection, in the order they came; nothing is read from its queue yet. */
    public ScriptedConnection accept(Duration within) {
        ScriptedConnection connection = next(within);
        if (connection == null) {
            throw new AssertionError(
                    "nobody connected to port " + port + " within " + within + "; before: " + accepted);
        }
        return connection;
    }

    /** The next connection after CONNECT and CONNACK, without a session. */
    public ScriptedConnection acceptAndConnAck() {
        return acceptAndConnAck(false);
    }

    /** The next connection after CONNECT and CONNACK. */
    public ScriptedConnection acceptAndConnAck(boolean sessionPresent) {
        return acceptAndConnAck(sessionPresent, MqttProperties.NO_PROPERTIES);
    }

    /** The next connection after CONNECT and CONNACK with properties, such as receive maximum 1. */
    public ScriptedConnection acceptAndConnAck(boolean sessionPresent, MqttProperties properties) {
        ScriptedConnection connection = accept();
        connection.expectConnect();
        connection.connAck(sessionPresent, properties);
        return connection;
    }

    /** Expects that nobody connects for this long; it costs the time it takes. */
    public void expectNoConnection(Duration within) {
        if (next(within) != null) {
            throw new AssertionError("expected no connection, but one came to port " + port);
        }
    }

    /** While refusing, nobody listens: connecting fails at once. Connections that stand are left alone. */
    public void refuse(boolean on) {
        if (!on && listener == null) {
            listen();
        } else if (on) {
            stopListening();
        }
    }

    /** Closes all connections and stops listening. */
    @Override
    public void close() {
        stopListening();
        all.forEach(ScriptedConnection::close);
    }

    private @Nullable ScriptedConnection next(Duration within) {
        try {
            return waiting.poll(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a connection", interrupted);
        }
    }

    private void listen() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            if (receiveBuffer != KERNELS_CHOICE) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            listener = Listener.start(socket, () -> acceptFrom(socket));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private void stopListening() {
        Listener current = listener;
        listener = null;
        if (current != null) {
            current.stop();
        }
    }

    private void acceptFrom(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                ScriptedCodec codec = new ScriptedCodec();
                String name = "scripted-connection-" + port + "-" + accepted.get();
                ScriptedConnection connection =
                        new ScriptedConnection(codec, new ScriptedWire(socket.accept(), codec, name));
                accepted.incrementAndGet();
                all.add(connection);
                waiting.add(connection);
            } catch (IOException closed) {
                // Either the listener was closed, and the loop ends, or one client went away again.
            }
        }
    }
}
