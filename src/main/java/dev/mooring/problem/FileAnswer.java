package dev.mooring.problem;

import io.vertx.ext.web.RoutingContext;
import java.io.IOException;

/**
 * The body of an answer that lies in a file. It sends itself, without a thread that waits and without a buffer: the operating
 * system moves it from the disk to the socket, however many fetch at once, and however slowly.
 */
@FunctionalInterface
public interface FileAnswer {

    /**
     * Begins to send. The length is in the head by then, so that an answer is seen to be cut when its connection is closed.
     *
     * @param routing where to; its head is not written yet
     * @throws IOException when the file cannot be looked at
     */
    void send(RoutingContext routing) throws IOException;
}
