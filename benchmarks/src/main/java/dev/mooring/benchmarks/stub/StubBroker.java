package dev.mooring.benchmarks.stub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** The event loop of the stub broker: accepts, reads, writes, and runs what {@link ControlServer} asks for. */
public final class StubBroker {

    private static final int BACKLOG = 4096;

    private final Selector selector;
    private final ServerSocketChannel server;
    private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();
    private final List<StubConnection> connections = new ArrayList<>();
    private Scenario scenario = new Scenario(false, 0, 0);

    private StubBroker() throws IOException {
        selector = Selector.open();
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Starts; prints the ports for MQTT and for control, and ends with its standard input. */
    public static void main(String[] args) throws IOException {
        StubBroker broker = new StubBroker();
        ControlServer control = new ControlServer(broker);
        System.out.println("ports " + broker.server.socket().getLocalPort() + " " + control.port());
        Thread loop = new Thread(broker::run, "stub");
        loop.setDaemon(true);
        loop.start();
        while (System.in.read() >= 0) {
            // Until whoever started us is gone.
        }
    }

    private void run() {
        try {
            while (true) {
                selector.select(this::ready);
                for (Runnable request = requests.poll(); request != null; request = requests.poll()) {
                    request.run();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof StubConnection connection) {
            if (!served(key, connection)) {
                connection.close();
                connections.remove(connection);
            }
        } else {
            accept();
        }
    }

    private static boolean served(SelectionKey key, StubConnection connection) {
        try {
            if (key.isValid() && key.isWritable()) {
                connection.write();
            }
            return !key.isValid() || !key.isReadable() || connection.read();
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private void accept() {
        try {
            for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
                StubConnection connection = new StubConnection(channel, key, scenario);
                key.attach(connection);
                connections.add(connection);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs something on the stub's thread. */
    <T> T call(Supplier<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        requests.add(() -> {
            try {
                result.complete(action.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        selector.wakeup();
        return result.join();
    }

    /** Forgets connections and counts, and does something else from now on. */
    String play(Scenario next) {
        connections.forEach(StubConnection::close);
        connections.clear();
        scenario = next;
        return "ok";
    }

    /** Sends that many messages in all, shared out evenly to those who subscribed. */
    String blast(long total) {
        List<StubConnection> receivers =
                connections.stream().filter(StubConnection::subscribed).toList();
        try {
            for (StubConnection receiver : receivers) {
                receiver.blast(total / receivers.size());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "ok";
    }

    /** Spreads the connections over the packets. */
    String spread() {
        for (int i = 0; i < connections.size(); i++) {
            connections.get(i).startAt(i * 65 % 4000);
        }
        return "ok";
    }

    /** All counts in one line. */
    String stats() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long subscribed =
                connections.stream().filter(StubConnection::subscribed).count();
        return "connections=" + connections.size() + " subscribed=" + subscribed + " sent=" + scenario.sent
                + " acknowledged=" + scenario.acknowledged + " received=" + scenario.received + " answered="
                + scenario.answered + " errors=" + scenario.errors + " qos=" + scenario.weakestQos + " cpuNanos="
                + system.getProcessCpuTime();
    }
}
