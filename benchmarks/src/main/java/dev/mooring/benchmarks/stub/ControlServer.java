package dev.mooring.benchmarks.stub;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Takes orders, one line each, and answers each with one line: {@code play send|take QOS SIZE}, {@code spread},
 * {@code blast COUNT}, {@code stats}. A thread for each who orders.
 */
final class ControlServer {

    private final StubBroker broker;
    private final ServerSocket server;

    ControlServer(StubBroker broker) throws IOException {
        this.broker = broker;
        this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        daemon("control", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                daemon("control of " + socket.getPort(), () -> serve(socket));
            }
        } catch (IOException e) {
            // Closed, at the end.
        }
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(answer(line.split(" ")));
            }
        } catch (IOException e) {
            // Whoever ordered is gone.
        }
    }

    private String answer(String[] order) {
        return switch (order[0]) {
            case "play" ->
                broker.call(() -> broker.play(
                        new Scenario(order[1].equals("send"), Integer.parseInt(order[2]), Integer.parseInt(order[3]))));
            case "spread" -> broker.call(broker::spread);
            case "blast" -> broker.call(() -> broker.blast(Long.parseLong(order[1])));
            case "stats" -> broker.call(broker::stats);
            default -> "unknown: " + order[0];
        };
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }
}
