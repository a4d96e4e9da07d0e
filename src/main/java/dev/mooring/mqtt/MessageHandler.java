package dev.mooring.mqtt;

import io.vertx.core.Future;

/** What takes the messages of a subscription. */
public interface MessageHandler {

    /**
     * Takes one message, on the session's event loop, and must not block it.
     *
     * @param message what arrived
     * @param done    to be run once, from any thread, after the message was handled: only then it is acknowledged to
     *                the broker, behind all that arrived before it
     */
    void handle(InboundMessage message, Runnable done);

    /**
     * Called once when the session stops: begin nothing new.
     *
     * @return completes when what had begun is done; the session waits for it, within its deadline
     */
    default Future<Void> quiesce() {
        return Future.succeededFuture();
    }
}
