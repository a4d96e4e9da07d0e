package dev.mooring.delivery;

import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/** A client with somebody else's client id: it takes the session over, acknowledges nothing, and leaves soon. On one event loop. */
public final class Intruder {

    private static final Duration STAY = Duration.ofMillis(300);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration FAREWELL = Duration.ofMillis(100);

    private final Context context;
    private final Trial.Sessions sessions;
    private final String clientId;
    private final TopicFilter filter;
    private final QoS qos;

    /** Has not come yet. */
    public Intruder(Context context, Trial.Sessions sessions, String clientId, TopicFilter filter, QoS qos) {
        this.context = context;
        this.sessions = sessions;
        this.clientId = clientId;
        this.filter = filter;
        this.qos = qos;
    }

    /** Comes, and is gone again when this completes; does not come where the broker does not answer. */
    public Future<Void> visit() {
        Promise<Void> over = Promise.promise();
        MqttSession session = sessions.open(clientId, new SessionListener() {
            @Override
            public void stateChanged(ConnectionState from, ConnectionState to) {
                if (to instanceof ConnectionState.Connected) {
                    context.owner().setTimer(STAY.toMillis(), id -> over.tryComplete());
                }
            }
        });
        session.subscribe(filter, qos, (message, done) -> {});
        session.start();
        context.owner().setTimer(LONGEST.toMillis(), id -> over.tryComplete());
        return over.future().compose(v -> session.stop(FAREWELL)).mapEmpty();
    }
}
