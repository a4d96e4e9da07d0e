package dev.mooring.benchmarks.client;

import dev.mooring.benchmarks.peer.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Gives the stub broker its orders. One thread. */
public final class Stub implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final BufferedReader in;
    private final PrintWriter out;

    /** @param controlPort where it takes orders */
    public Stub(int controlPort) throws IOException {
        socket = new Socket(Target.HOST, controlPort);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Forgets everything, and sends to whoever subscribes, or takes what comes. */
    public void play(boolean sends, int qos, int size) throws IOException {
        order("play " + (sends ? "send " : "take ") + qos + " " + size);
    }

    /** Lets each connection begin elsewhere. */
    void spread() throws IOException {
        order("spread");
    }

    /** Sends that many in all. */
    void blast(long count) throws IOException {
        order("blast " + count);
    }

    /** All that it has counted, by name. */
    public Map<String, Long> stats() throws IOException {
        Map<String, Long> stats = new HashMap<>();
        for (String pair : order("stats").split(" ")) {
            String[] parts = pair.split("=");
            stats.put(parts[0], Long.valueOf(parts[1]));
        }
        return stats;
    }

    private String order(String line) throws IOException {
        out.println(line);
        String answer = in.readLine();
        if (answer == null || answer.startsWith("unknown")) {
            throw new IOException("the stub did not understand '" + line + "': " + answer);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
