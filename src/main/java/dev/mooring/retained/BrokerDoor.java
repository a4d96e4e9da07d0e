package dev.mooring.retained;

import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.SessionListener;
import io.vertx.core.Context;

/**
 * Where connections to one broker come from. Each is of its own: to look through all that a broker retains on a connection
 * that carries events would hold those up, and bring them twice.
 */
public interface BrokerDoor {

    /** The event loop that the connections live on. */
    Context context();

    /** The client id of the next connection; no other connection has it. */
    String nextClientId();

    /** Whether anything may be published, be it a message to ourselves; then lists end when the broker falls silent. */
    default boolean publishes() {
        return true;
    }

    /** A session with that client id, which begins anew, leaves nothing behind, and is not started. */
    MqttSession open(String clientId, SessionListener listener);
}
