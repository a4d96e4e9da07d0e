package dev.mooring.mqtt;

import java.time.Duration;

/** What a session tells about itself. Called on its event loop; must not block or throw. */
public interface SessionListener {

    /** The session went from one state to another. */
    default void stateChanged(ConnectionState from, ConnectionState to) {}

    /** The broker accepted a connection, and said this of itself; comes before the state changes. */
    default void accepted(ConnectAnswer answer) {}

    /** An established connection ended. */
    default void disconnected(CloseReason reason) {}

    /** The broker had kept a session before and has none now: what it had queued is gone. */
    default void sessionLost() {}

    /** Another client appeared under our client id; the session cools down. */
    default void takenOver() {}

    /** The broker refused to subscribe (SUBACK 0x80 or above). */
    default void subscriptionRefused(TopicFilter filter) {}

    /** A message arrived. */
    default void received(InboundMessage message) {}

    /** A message arrived that no subscription asks for; it is acknowledged. */
    default void unhandled(InboundMessage message) {}

    /**
     * A message of QoS 1 or 2 was acknowledged to the broker.
     *
     * @param arrivedNanos when it had arrived, in {@link System#nanoTime}
     */
    default void acknowledged(long arrivedNanos) {}

    /** A handler is not through after so long; its message stays unacknowledged, and others need not wait for it. */
    default void handlerOverdue(Duration after) {}

    /** A handler threw instead of answering; its message stays unacknowledged, so that the broker sends it again. */
    default void handlerFailed(InboundMessage message, RuntimeException failure) {}
}
