package dev.mooring.mqtt;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands what arrives to the handlers that want it, and acknowledges it when they are done. At QoS 2 it knows which
 * messages it has had, also over the next connection (MQTT 5.0, section 4.3.3): PUBREC goes out when the handler is
 * done, and a message that comes again meanwhile is not handled again.
 *
 * <p>Confined to the session's event loop, but for {@link #done} and {@link #size}.
 */
final class Intake {

    /** More than any broker sends that respects the receive maximum, so that our own PUBACKs are still read. */
    private static final int WATERMARK_PER_RECEIVE_MAXIMUM = 2;

    private final EventLoop loop;
    private final SessionListener listener;
    private final Routes routes;
    private final int highWatermark;
    private final long patienceNanos;
    private final BooleanSupplier answersAwaited;

    /** QoS 2 messages from PUBLISH to PUBREL. */
    private final PacketIds<Receipt> exactlyOnce = new PacketIds<>();

    /** What other threads have done, newest first. */
    private final AtomicReference<@Nullable Receipt> doneElsewhere = new AtomicReference<>();

    private final Runnable settleElsewhere = this::settleElsewhere;

    private volatile @Nullable InboundWindow window;
    private boolean stopped;
    private boolean watching;

    /**
     * @param answersAwaited whether the broker owes us answers to what we sent
     * @param patience       a handler this late holds up nobody else's acknowledgements any more
     */
    Intake(
            EventLoop loop,
            Subscriptions subscriptions,
            SessionListener listener,
            Limits limits,
            BooleanSupplier answersAwaited,
            Duration patience) {
        this.loop = loop;
        this.listener = listener;
        this.routes = new Routes(subscriptions);
        this.highWatermark = limits.receiveMaximum() * WATERMARK_PER_RECEIVE_MAXIMUM;
        this.answersAwaited = answersAwaited;
        this.patienceNanos = patience.toNanos();
    }

    /** From now on messages come over a new connection. */
    void connected(MqttTransport.Link link, boolean sessionPresent) {
        InboundWindow old = window;
        window = new InboundWindow(this, link, listener, highWatermark, answersAwaited);
        if (!sessionPresent) {
            exactlyOnce.clear();
        } else if (old != null) {
            old.supersede();
            routes.handlers().forEach(MessageHandler::resumed);
        }
    }

    /** The connection is gone, and with it every acknowledgement that was not sent. */
    void disconnected() {
        InboundWindow old = window;
        if (old != null) {
            old.close();
        }
    }

    /** The broker owes us an answer from now on, for which a handler may wait: it must be read. */
    void awaitAnswers() {
        InboundWindow current = window;
        if (current != null) {
            current.awaitAnswers();
        }
    }

    /** Messages of the present connection that wait for their handlers. */
    int size() {
        InboundWindow current = window;
        return current == null ? 0 : current.size();
    }

    /** Takes nothing more: what arrives stays unacknowledged, and the broker keeps it for the next connection. */
    void stop() {
        stopped = true;
    }

    // ---- arrival

    /** @param arrivedNanos when that was, in {@link System#nanoTime} */
    void received(InboundMessage message, int packetId, long arrivedNanos) {
        InboundWindow current = window;
        if (stopped || current == null || !current.isOpen()) {
            return;
        }
        if (message.qos() == QoS.EXACTLY_ONCE && cameBefore(packetId, current)) {
            return;
        }
        Receipt receipt = new Receipt(current, packetId, message.qos(), arrivedNanos);
        if (message.qos() == QoS.EXACTLY_ONCE) {
            exactlyOnce.put(packetId, receipt);
        }
        current.add(receipt);
        watch();
        listener.received(message);
        dispatch(message, receipt);
    }

    /** A QoS 2 message that we have or had: acknowledged in its turn, and not handled again. */
    private boolean cameBefore(int packetId, InboundWindow current) {
        Receipt known = exactlyOnce.get(packetId);
        if (known == null) {
            return false;
        }
        if (known.window() == current && !known.acknowledged()) {
            return true; // its PUBREC is still to come on this very connection
        }
        boolean handled = known.settled();
        known.window(current);
        current.add(known);
        if (handled) {
            current.settled(known);
            current.flush(true);
        }
        return true;
    }

    /** PUBREL: the broker will not send that message again, and its id may be used for another. */
    void pubRel(int packetId, MqttTransport.Link link) {
        boolean known = exactlyOnce.get(packetId) != null;
        exactlyOnce.release(packetId);
        link.pubComp(packetId, known);
        link.flushSoon();
    }

    private void dispatch(InboundMessage message, Receipt receipt) {
        Routes.Route route = routes.of(message.topic());
        List<MessageHandler> handlers = route.handlers();
        if (!route.inPlace()) {
            message.keep();
        }
        if (handlers.size() == 1) {
            hand(message, handlers.get(0), receipt, receipt);
        } else if (handlers.size() == 0) {
            listener.unhandled(message);
            receipt.run();
        } else {
            Delivery delivery = new Delivery(handlers.size(), receipt);
            for (MessageHandler handler : handlers) {
                hand(message, handler, delivery.share(), receipt);
            }
        }
        message.letGo();
    }

    /** One handler's error is nobody else's: the message gives way, unacknowledged, and the broker sends it again. */
    private void hand(InboundMessage message, MessageHandler handler, Acknowledgement done, Receipt receipt) {
        try {
            handler.handle(message, done);
        } catch (RuntimeException e) {
            listener.handlerFailed(message, e);
            giveWay(receipt);
        }
    }

    private void giveWay(Receipt receipt) {
        if (receipt.isDone()) {
            return; // it was handled, whatever came over the handler afterwards
        }
        if (receipt.qos() == QoS.EXACTLY_ONCE) {
            exactlyOnce.release(receipt.packetId()); // or its second coming would be taken for handled
        }
        receipt.window().giveWay(receipt);
    }

    // ---- outcome

    /** A message was handled. Any thread. */
    void done(Receipt receipt) {
        if (loop.inEventLoop()) {
            settle(receipt);
            receipt.window().flush(true);
            return;
        }
        Receipt newest;
        do {
            newest = doneElsewhere.get();
            receipt.next = newest;
        } while (!doneElsewhere.compareAndSet(newest, receipt));
        if (newest == null) {
            loop.execute(settleElsewhere);
        }
    }

    /** All that other threads have done since the last time, with one flush. */
    private void settleElsewhere() {
        Receipt each = doneElsewhere.getAndSet(null);
        while (each != null) {
            Receipt next = each.next;
            each.next = null;
            settle(each);
            each = next;
        }
        InboundWindow current = window; // where some of them waited; the others did on connections that are gone
        if (current != null) {
            current.flush(false);
        }
    }

    private void settle(Receipt receipt) {
        receipt.settle();
        receipt.window().settled(receipt);
    }

    // ---- handlers that do not end

    /** One timer a session, and only while something waits. */
    @SuppressWarnings("FutureReturnValueIgnored") // it looks whether there is anything to do
    private void watch() {
        if (watching) {
            return;
        }
        watching = true;
        loop.schedule(this::lookForOverdue, patienceNanos, TimeUnit.NANOSECONDS);
    }

    private void lookForOverdue() {
        watching = false;
        InboundWindow current = window;
        if (current == null || !current.isOpen()) {
            return;
        }
        long now = System.nanoTime();
        Receipt oldest = current.oldest();
        while (oldest != null && now - oldest.arrivedNanos() >= patienceNanos) {
            listener.handlerOverdue(Duration.ofNanos(now - oldest.arrivedNanos()));
            current.giveWay(oldest);
            oldest = current.oldest();
        }
        if (current.giveUpOnQos0()) {
            listener.handlerOverdue(Duration.ofNanos(patienceNanos));
        }
        current.flush(false);
        if (current.size() > 0) {
            watch();
        }
    }
}
