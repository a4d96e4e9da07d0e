package dev.mooring.mqtt;

import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttClient;
import java.time.Duration;

/**
 * Pings once per keep-alive and ends the connection when nothing came back half an interval later, so that a silent
 * link is noticed within 1.5 intervals (MQTT 3.1.1, section 3.1.2.10). Confined to the connection's event loop.
 */
final class KeepAlive {

    private final Vertx vertx;
    private final MqttClient client;
    private final long halfMillis;
    private final long timer;
    private boolean heard = true;
    private boolean pinged;
    private boolean expired;

    KeepAlive(Vertx vertx, MqttClient client, Duration interval) {
        this.vertx = vertx;
        this.client = client;
        this.halfMillis = Math.max(1, interval.toMillis() / 2);
        client.pingResponseHandler(v -> heard());
        this.timer = vertx.setPeriodic(halfMillis, id -> tick());
    }

    /** Something arrived. */
    void heard() {
        heard = true;
    }

    boolean expired() {
        return expired;
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
            if (!heard) {
                expired = true;
                client.disconnect();
            }
        }
    }
}
