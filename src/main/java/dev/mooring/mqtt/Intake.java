package dev.mooring.mqtt;

import io.vertx.core.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Hands what arrives to the handlers that want it, and acknowledges it when they are done. Confined to the session's
 * event loop; {@link #size} may be asked anywhere.
 */
final class Intake {

    private final Context context;
    private final Clock clock;
    private final Subscriptions subscriptions;
    private final SessionListener listener;

    private volatile InboundWindow window = new InboundWindow();
    private boolean stopped;

    Intake(Context context, Clock clock, Subscriptions subscriptions, SessionListener listener) {
        this.context = context;
        this.clock = clock;
        this.subscriptions = subscriptions;
        this.listener = listener;
    }

    /** From now on messages come with the window of a new connection. */
    void use(InboundWindow newWindow) {
        window = newWindow;
    }

    /** Messages of the present connection that wait for their handlers. */
    int size() {
        return window.size();
    }

    /** Takes nothing more: what arrives stays unacknowledged, and the broker keeps it for the next connection. */
    void stop() {
        stopped = true;
    }

    /** The connection is gone, and with it every acknowledgement that was not sent. */
    void close() {
        window.close();
    }

    void received(InboundMessage message, Runnable acknowledge, InboundWindow cameWith) {
        if (stopped) {
            return;
        }
        listener.received(message);
        InboundWindow.Entry entry =
                message.qos() == QoS.AT_MOST_ONCE ? cameWith.outside() : cameWith.add(timed(acknowledge));
        List<MessageHandler> handlers = subscriptions.matching(message.topic());
        if (handlers.isEmpty()) {
            listener.unhandled(message);
            entry.done();
            return;
        }
        Delivery delivery = new Delivery(handlers.size(), () -> context.runOnContext(v -> entry.done()));
        for (MessageHandler handler : handlers) {
            try {
                handler.handle(message, delivery.share());
            } catch (RuntimeException e) {
                listener.handlerFailed(message, e);
                entry.abandon();
            }
        }
    }

    private Runnable timed(Runnable acknowledge) {
        Instant arrived = clock.instant();
        return () -> {
            acknowledge.run();
            listener.acknowledged(Duration.between(arrived, clock.instant()));
        };
    }
}
