package dev.mooring.benchmarks.peer;

import java.time.Duration;

/**
 * Where peers connect and how.
 *
 * @param port       of a broker on the loopback interface
 * @param topic      what they subscribe to and publish to
 * @param reconnects whether the client's own way of coming back is switched on
 */
public record Target(int port, String topic, boolean reconnects) {

    /** Loopback, as an address: no name is looked up. */
    public static final String HOST = "127.0.0.1";

    /** Messages ahead of their acknowledgements, either way. */
    public static final int WINDOW = 1000;

    /** Shortest and longest delay of those that reconnect by themselves. */
    public static final Duration MIN_DELAY = Duration.ofMillis(500);

    /** See {@link #MIN_DELAY}. */
    public static final Duration MAX_DELAY = Duration.ofSeconds(5);

    /** Connects per second of those that can limit them. */
    public static final int CONNECT_RATE = 200;

    /** Larger than any packet of the benchmark. */
    public static final int MAX_PACKET = 1 << 20;

    /** The client id of a connection. */
    public String clientId(int connection) {
        return "bench-" + connection;
    }

    /** For clients that want a URI. */
    public String uri() {
        return "tcp://" + HOST + ":" + port;
    }
}
