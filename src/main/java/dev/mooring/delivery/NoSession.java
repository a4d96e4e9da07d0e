package dev.mooring.delivery;

import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.SessionListener;

/**
 * Hears of each connection for which the broker had no session, be it the first of a client or one after many.
 *
 * @param then called on the event loop
 */
public record NoSession(Runnable then) implements SessionListener {
    @Override
    public void stateChanged(ConnectionState from, ConnectionState to) {
        if (to instanceof ConnectionState.Connected connected && !connected.sessionPresent()) {
            then.run();
        }
    }
}
