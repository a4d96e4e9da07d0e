package dev.mooring.site;

import dev.mooring.mqtt.Acknowledgement;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.MqttSession;
import io.vertx.core.Context;
import java.time.Duration;

/** Watches a site's own status topic: whoever says offline while we are connected is wrong. Confined to the site's event loop. */
final class StatusGuard implements MessageHandler {

    /** Somebody who insists must not make us shout without a pause. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String site;
    private final StatusTopic status;
    private final MqttSession session;
    private final Context context;
    private boolean pausing;
    private boolean deniedMeanwhile;

    StatusGuard(String site, StatusTopic status, MqttSession session, Context context) {
        this.site = site;
        this.status = status;
        this.session = session;
        this.context = context;
    }

    @Override
    public void handle(InboundMessage message, Acknowledgement done) {
        if (status.saysOffline(message)) {
            if (pausing) {
                deniedMeanwhile = true;
            } else {
                sayOnline();
            }
        }
        done.run();
    }

    private void sayOnline() {
        SiteLog.LOG.reasserted(site, status.topic());
        session.reassertPresence();
        pausing = true;
        context.owner().setTimer(PAUSE.toMillis(), id -> context.runOnContext(v -> pauseOver()));
    }

    private void pauseOver() {
        pausing = false;
        if (deniedMeanwhile) {
            deniedMeanwhile = false;
            sayOnline();
        }
    }
}
