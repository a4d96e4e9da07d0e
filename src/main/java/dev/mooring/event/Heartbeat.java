package dev.mooring.event;

import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Says again and again that the client is alive (document C), to {@code system/keepalive/{client_id}}, QoS 0, and has the
 * connection made anew when three heartbeats in a row failed. One fails when it cannot be sent, or when nothing at all came
 * from the broker since the last one: what is only written proves nothing. Confined to the event loop of the link.
 */
final class Heartbeat {

    private static final int TOO_MANY = 3;
    private static final int MILLIS_DIGITS = 3;

    private final EventLink link;
    private final TopicName topic;
    private final Clock clock;
    private int failedInARow;
    private @Nullable Long timer;
    private @Nullable String lastFailure;

    Heartbeat(EventLink link, Clock clock) {
        this.link = link;
        this.topic = new TopicName("system/keepalive/" + link.clientId());
        this.clock = clock;
    }

    void start(Duration interval) {
        timer = link.context().owner().setPeriodic(interval.toMillis(), id -> link.context()
                .runOnContext(v -> beat()));
    }

    void stop() {
        Long running = timer;
        timer = null;
        if (running != null) {
            link.context().owner().cancelTimer(running);
        }
    }

    private void beat() {
        if (timer == null) {
            return;
        }
        if (!link.connected()) {
            failedInARow = 0; // the session is at it already
            return;
        }
        link.publish(message(clock.instant()), failure -> link.context()
                .runOnContext(v -> lastFailure = failure == null ? null : failure.getMessage()));
        link.probe().onSuccess(heard -> link.context().runOnContext(v -> judge(heard)));
    }

    private void judge(boolean heard) {
        String failure = lastFailure;
        if (heard && failure == null) {
            failedInARow = 0;
            return;
        }
        failedInARow++;
        String reason = failure != null ? failure : "nothing came from the broker since the last one";
        lastFailure = null;
        EventLog.LOG.heartbeatFailed(link.name(), failedInARow, reason);
        if (failedInARow >= TOO_MANY) {
            EventLog.LOG.watchdog(link.name(), failedInARow);
            failedInARow = 0;
            link.reconnect();
        }
    }

    private OutboundMessage message(Instant now) {
        String seconds = BigDecimal.valueOf(now.toEpochMilli(), MILLIS_DIGITS).toPlainString();
        String json = "{\"ok\":true,\"event\":\"heartbeat\",\"timestamp\":" + seconds + "}";
        return new OutboundMessage(topic, json.getBytes(US_ASCII), QoS.AT_MOST_ONCE, false);
    }
}
