package dev.mooring.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bad network on 127.0.0.1: a client connects to the proxy, the proxy connects to a broker, and a test cuts, silences,
 * delays, swallows, drips, slows down or refuses what goes through. Two daemon threads per connection, {@value #MAX_CONNECTIONS} connections at most.
 *
 * <p>The faults are for one test thread; the connections are made by whoever likes.
 */
public final class TcpProxy implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 256;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Where bytes go. */
    public enum Direction {
        /** From the client to the broker. */
        UP,
        /** From the broker to the client. */
        DOWN
    }

    private final int target;
    private final int port = FreePort.next();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Weather up = new Weather();
    private final Weather down = new Weather();
    private volatile boolean silent;
    private volatile @Nullable Listener listener;

    private TcpProxy(int target) {
        this.target = target;
    }

    /** A proxy in front of a broker, listening. */
    public static TcpProxy to(TestBroker broker) {
        return to(broker.port());
    }

    /** A proxy in front of a port on 127.0.0.1, listening. */
    public static TcpProxy to(int target) {
        TcpProxy proxy = new TcpProxy(target);
        proxy.listen();
        return proxy;
    }

    /** The port on 127.0.0.1 where clients connect. */
    public int port() {
        return port;
    }

    /** Where clients connect: {@code mqtt://127.0.0.1:PORT}. */
    public String url() {
        return "mqtt://127.0.0.1:" + port;
    }

    /** How many connections stand now. */
    public int connections() {
        return links.size();
    }

    /** How many connections were ever accepted. */
    public int accepted() {
        return accepted.get();
    }

    /** Closes all connections, on both sides. New ones are welcome. */
    public void cut() {
        links.forEach(Link::close);
    }

    /**
     * While silent, connections stand and new ones are accepted, but not a byte passes in either direction, nor does the
     * news that one side has closed. What was sent meanwhile arrives when the silence ends.
     */
    public void silence(boolean on) {
        silent = on;
        wake();
    }

    /**
     * Half-open: while on, bytes of this direction vanish, for good, and so does the news that their sender has closed. The
     * sockets stay open, and the other direction works. Whole packets vanish if they are sent while it is on.
     */
    public void swallow(Direction direction, boolean on) {
        weather(direction).swallow(on);
        wake();
    }

    /** How many bytes of this direction have vanished. */
    public long swallowed(Direction direction) {
        return weather(direction).swallowed();
    }

    /** Each chunk that is read, 8 KiB at most, waits this long before it goes on, one after the other. */
    public void delay(Direction direction, Duration each) {
        weather(direction).delay(each);
    }

    /** While on, each byte is written alone, a millisecond apart. */
    public void drip(Direction direction, boolean on) {
        weather(direction).drip(on);
    }

    /** About this many bytes pass per second on each connection; 0 for no limit. */
    public void limit(Direction direction, int bytesPerSecond) {
        weather(direction).limit(bytesPerSecond);
    }

    /** While refusing, nobody listens: connecting fails at once. Connections that stand are left alone. */
    public void refuse(boolean on) {
        if (!on && listener == null) {
            listen();
        } else if (on) {
            stopListening();
        }
    }

    /** Ends everything. */
    @Override
    public void close() {
        stopListening();
        cut();
    }

    private void listen() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            listener = Listener.start(socket, () -> accept(socket));
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

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                link(socket.accept());
            } catch (IOException closed) {
                // Either the listener was closed, and the loop ends, or one client went away again.
            }
        }
    }

    private void link(Socket client) throws IOException {
        if (links.size() >= MAX_CONNECTIONS) {
            client.close();
            return;
        }
        try {
            Link link = new Link(client, new Socket(LOOPBACK, target));
            accepted.incrementAndGet();
            links.add(link);
            daemon("up", () -> link.pump(link.client, link.broker, up));
            daemon("down", () -> link.pump(link.broker, link.client, down));
        } catch (IOException brokerAway) {
            client.close();
        }
    }

    private Weather weather(Direction direction) {
        return direction == Direction.UP ? up : down;
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void daemon(String what, Runnable body) {
        Thread thread = new Thread(body, "tcp-proxy-" + port + "-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception alreadyBroken) {
            // Closing is all that was wanted.
        }
    }

    /** One client and its connection to the broker. */
    private final class Link {

        private final Socket client;
        private final Socket broker;
        private volatile boolean closed;

        Link(Socket client, Socket broker) throws IOException {
            this.client = client;
            this.broker = broker;
            client.setTcpNoDelay(true);
            broker.setTcpNoDelay(true);
        }

        void pump(Socket from, Socket to, Weather weather) {
            byte[] chunk = new byte[8192];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                    awaitSound();
                    weather.carry(chunk, length, out, () -> closed);
                }
            } catch (IOException broken) {
                // One side is gone; the other learns it below.
            }
            awaitSound();
            awaitNews(weather);
            close();
        }

        private void awaitSound() {
            lock.lock();
            try {
                while (silent && !closed) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }

        private void awaitNews(Weather weather) {
            lock.lock();
            try {
                while (weather.swallowing() && !closed) {
                    changed.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }

        void close() {
            closed = true;
            closeQuietly(client);
            closeQuietly(broker);
            links.remove(this);
            wake();
        }
    }
}
