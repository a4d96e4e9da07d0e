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
    void handle(InboundMessage message, Acknowledgement done);

    /**
     * Whether {@link #handle} has looked at all it wants of payload and properties when it returns, on the thread that
     * called it. Then nothing is copied out of the network's buffer; who asks for the bytes later gets an {@link
     * IllegalStateException}. Asked when the handler is subscribed.
     */
    default boolean readsInPlace() {
        return false;
    }

    /**
     * The session goes on over a new connection: called on its event loop before anything arrives over it. What is
     * {@linkplain Acknowledgement#superseded superseded} may come again from now on; a handler that keeps messages waiting
     * keeps them as {@link DeadCopies}, or it has one more copy of each for every connection.
     */
    default void resumed() {}

    /**
     * Called once when the session stops: begin nothing new.
     *
     * @return completes when what had begun is done; the session waits for it, within its deadline
     */
    default Future<Void> quiesce() {
        return Future.succeededFuture();
    }
}
