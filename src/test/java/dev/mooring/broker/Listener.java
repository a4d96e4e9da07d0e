package dev.mooring.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;

/** A listening socket and the daemon thread that accepts from it. */
record Listener(ServerSocket socket, Thread thread) {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    static Listener start(ServerSocket socket, Runnable accepting) {
        Thread thread = new Thread(accepting, "accept-" + socket.getLocalPort());
        thread.setDaemon(true);
        thread.start();
        return new Listener(socket, thread);
    }

    /**
     * Returns when connecting fails. Closing is not enough: the kernel goes on listening until the thread has come out of
     * its {@code accept}, which is a moment later.
     */
    void stop() {
        try {
            socket.close();
            thread.join(DEADLINE.toMillis());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException(thread.getName() + " did not end within " + DEADLINE);
        }
    }
}
