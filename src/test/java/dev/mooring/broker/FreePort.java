package dev.mooring.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that are free now, below the range from which operating systems take the local port of outgoing connections.
 *
 * <p>A port of that range would be wrong for a broker that stops and starts again on the same port: a client that
 * reconnects in between can be given that very port, and then either takes it away or connects to itself.
 */
public final class FreePort {

    private static final int FROM = 20_000;
    private static final int TO = 32_768;
    private static final int ATTEMPTS = 100;

    private FreePort() {}

    public static int next() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "no free port between " + FROM + " and " + TO + " in " + ATTEMPTS + " attempts");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
