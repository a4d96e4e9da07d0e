package dev.mooring.mqtt;

import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttClient;
import java.time.Duration;

/**
 * Pings once per keep-alive and knows whether anything came back, so that a silent link is noticed within 1.5 intervals
 * (MQTT 3.1.1, section 3.1.2.10). The socket ends the connection by itself when nothing was read for {@link #silence}:
 * the client can only close with DISCONNECT, which discards the will, and behind all that a full socket still holds,
 * which is for ever. Confined to the connection's event loop.
 */
final class KeepAlive {

    /** So that the last ping is found unanswered before the socket closes, and the reason is known. */
    private static final Duration MARGIN = Duration.ofMillis(100);

    private final Vertx vertx;
    private final MqttClient client;
    private final long timer;
    private boolean heard = true;
    private boolean pinged;
    private boolean unanswered;

    KeepAlive(Vertx vertx, MqttClient client, Duration interval) {
        this.vertx = vertx;
        this.client = client;
        client.pingResponseHandler(v -> heard());
        this.timer = vertx.setPeriodic(Math.max(1, interval.toMillis() / 2), id -> tick());
    }

    /** How long a socket may read nothing. */
    static Duration silence(Duration interval) {
        return interval.multipliedBy(3).dividedBy(2).plus(MARGIN);
    }

    /** Something arrived. */
    void heard() {
        heard = true;
        unanswered = false;
    }

    /** Whether nothing came since the last ping that should have been answered by now. */
    boolean unanswered() {
        return unanswered;
    }

    void cancel() {
        vertx.cancelTimer(timer);
    }

    /** Every half interval: ping, look, ping, look. */
    private void tick() {
        if (!pinged) {
            heard = false;
            pinged = true;
            client.ping();
        } else {
            pinged = false;
            unanswered = !heard;
        }
    }
}
