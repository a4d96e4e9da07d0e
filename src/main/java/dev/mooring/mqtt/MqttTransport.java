package dev.mooring.mqtt;

import io.vertx.core.Future;
import java.util.Map;

/**
 * The seam between a session and what speaks the protocol: it makes connections, and forgets everything when one
 * ends. All methods are called, and all futures and listeners complete, on the event loop of the session.
 */
interface MqttTransport {

    /**
     * Connects once. The future fails with {@link ConnectException}, within the request's timeout at the latest.
     *
     * @param listener gets what arrives, from before CONNACK on: a backlog may follow it at once
     */
    Future<Link> connect(ConnectRequest request, LinkListener listener);

    /** One connection to a broker. */
    interface Link {

        /** The protocol version in use, {@code 3.1.1} or {@code 5}. */
        String protocolVersion();

        /** What the broker said of an earlier session (MQTT 5.0, section 3.2.2.1.1). */
        boolean sessionPresent();

        /** Sends a message: done at PUBACK, for QoS 0 when handed to the socket. Stays open if the link closes. */
        Future<Void> publish(OutboundMessage message);

        /** Subscribes; completes at SUBACK with whether the broker granted each filter. */
        Future<Map<TopicFilter, Boolean>> subscribe(Map<TopicFilter, QoS> filters);

        /** Unsubscribes; the answer is not awaited, since nothing could be done about it. */
        void unsubscribe(TopicFilter filter);

        /** Sends DISCONNECT, so that the will is discarded, and closes. {@link LinkListener#closed} follows. */
        Future<Void> disconnect();
    }

    /** What a session hears of a connection. */
    interface LinkListener {

        /** A message arrived; {@code acknowledge} sends its PUBACK and does nothing once the connection is gone. */
        void received(InboundMessage message, Runnable acknowledge);

        /** The connection that had been established is gone. Called once. */
        void closed(CloseReason reason);
    }
}
