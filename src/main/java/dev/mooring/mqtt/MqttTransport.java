package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.SubscriptionRequest;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The seam between a session, which knows the rules, and what moves packets: it makes connections, and forgets
 * everything when one ends. All methods are called, and all futures and listeners complete, on the event loop of the
 * session.
 */
interface MqttTransport {

    /**
     * Connects once. The future fails with {@link ConnectException}, within the request's timeout at the latest.
     *
     * @param listener gets what arrives, from before CONNACK on: a backlog may follow it at once
     */
    Future<Link> connect(ConnectRequest request, LinkListener listener);

    /**
     * One connection to a broker. What is sent is gathered until {@link #flush}; during a {@linkplain
     * LinkListener#received delivery} nothing is flushed before the end of what arrived together. Nothing happens when
     * the connection is gone.
     */
    interface Link {

        /** What the broker said in CONNACK. */
        ConnectAnswer answer();

        /** Whether the socket takes more; {@link LinkListener#writable} follows when it did not. */
        boolean writable();

        /** Why this message cannot be sent to this broker at all; null when it can. */
        PublishException.@Nullable Reason objection(OutboundMessage message);

        /**
         * PUBLISH.
         *
         * @param expirySeconds what is left of the message's expiry, or -1 for none
         */
        void publish(OutboundMessage message, QoS qos, int packetId, boolean duplicate, long expirySeconds);

        void pubAck(int packetId);

        void pubRec(int packetId);

        void pubRel(int packetId);

        /**
         * PUBCOMP.
         *
         * @param known whether we knew the id (MQTT 5.0, section 3.7.2.1)
         */
        void pubComp(int packetId, boolean known);

        void subscribe(int packetId, List<SubscriptionRequest> filters);

        void unsubscribe(int packetId, List<String> filters);

        void flush();

        /** Flushes when the event loop is through with what it does now: for answers that come one by one. */
        void flushSoon();

        /** Reads from the socket, or leaves what comes to TCP. */
        void read(boolean wanted);

        /** Whether it has read all the time since then, in {@link System#nanoTime}: silence was the broker's. */
        boolean hasReadSince(long nanos);

        /** PINGREQ, at once (MQTT 5.0, section 3.12). */
        void ping();

        /** When something last came, in {@link System#nanoTime}; the time of CONNACK when nothing did. */
        long lastRead();

        /** Begins to authenticate anew, if the session authenticates by exchanges (MQTT 5.0, section 4.12.1). */
        void reauthenticate();

        /** Sends DISCONNECT, so that the will is discarded, and closes. {@link LinkListener#closed} follows. */
        void disconnect();

        /** Closes without DISCONNECT, so that the broker publishes the will. {@link LinkListener#closed} follows. */
        void abort(CloseReason reason);
    }

    /** What a session hears of a connection. */
    interface LinkListener {

        /**
         * A message arrived.
         *
         * @param packetId     0 for QoS 0
         * @param arrivedNanos when, in {@link System#nanoTime}
         */
        void received(InboundMessage message, int packetId, long arrivedNanos);

        void pubAck(int packetId, int reasonCode);

        void pubRec(int packetId, int reasonCode);

        void pubRel(int packetId);

        void pubComp(int packetId);

        /**
         * SUBACK.
         *
         * @param reasonCodes one for each filter, 0x80 and above for a refusal
         */
        void subAck(int packetId, int[] reasonCodes);

        void unsubAck(int packetId);

        /** The socket takes more again. */
        void writable();

        /** The connection that had been established is gone. Called once. */
        void closed(CloseReason reason);
    }
}
