package dev.mooring.mqtt;

import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a session has to send: messages that wait, and messages that were sent and are not acknowledged. Survives
 * connections: what a lost one leaves unacknowledged is sent again, first and in order. Bounded in messages and bytes.
 *
 * <p>Confined to the session's event loop; {@link #size} may be asked anywhere.
 */
final class OutboundWindow {

    static final int MAX_MESSAGES = 10_000;
    static final long MAX_BYTES = 64L << 20;

    private final int maxInflight;
    private final long maxPacketSize;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private final Set<Pending> inflight = new LinkedHashSet<>();
    private long bytes;
    private volatile int count;
    private boolean pumping;
    private MqttTransport.@Nullable Link link;
    private @Nullable Runnable whenEmpty;

    OutboundWindow(Limits limits) {
        this.maxInflight = limits.maxInflight();
        this.maxPacketSize = limits.maxPacketSize();
    }

    void offer(OutboundMessage message, Promise<Void> promise) {
        long size = message.size();
        if (size > maxPacketSize) {
            promise.fail(new PublishException(PublishException.Reason.TOO_LARGE, message.topic()));
        } else if (link == null && message.qos() == QoS.AT_MOST_ONCE) {
            promise.fail(new PublishException(PublishException.Reason.NOT_CONNECTED, message.topic()));
        } else if (size() >= MAX_MESSAGES || bytes + size > MAX_BYTES) {
            promise.fail(new PublishException(PublishException.Reason.QUEUE_FULL, message.topic()));
        } else {
            bytes += size;
            waiting.addLast(new Pending(message, promise));
            count = waiting.size() + inflight.size();
            pump();
        }
    }

    void connected(MqttTransport.Link newLink) {
        link = newLink;
        pump();
    }

    void disconnected() {
        link = null;
        List<Pending> unacknowledged = new ArrayList<>(inflight);
        inflight.clear();
        for (int i = unacknowledged.size() - 1; i >= 0; i--) {
            waiting.addFirst(unacknowledged.get(i));
        }
    }

    /** Messages that are not done. */
    int size() {
        return count;
    }

    /** Runs the action as soon as nothing is left, which may be now. */
    void whenEmpty(Runnable action) {
        if (size() == 0) {
            action.run();
        } else {
            whenEmpty = action;
        }
    }

    /** Gives up on what is left, and says how many messages that were. */
    int abandon() {
        List<Pending> rest = new ArrayList<>(inflight);
        rest.addAll(waiting);
        inflight.clear();
        waiting.clear();
        count = 0;
        bytes = 0;
        whenEmpty = null;
        for (Pending each : rest) {
            each.promise.tryFail(new PublishException(PublishException.Reason.STOPPED, each.message.topic()));
        }
        return rest.size();
    }

    private void pump() {
        if (pumping) {
            return; // a publish that is done at once comes back here: the loop below goes on, the stack does not grow
        }
        pumping = true;
        try {
            MqttTransport.Link current = link;
            while (current != null && inflight.size() < maxInflight && !waiting.isEmpty()) {
                send(current, waiting.removeFirst());
                current = link;
            }
        } finally {
            pumping = false;
        }
    }

    private void send(MqttTransport.Link over, Pending pending) {
        inflight.add(pending);
        over.publish(pending.message).onComplete(sent -> {
            // Later news of a lost connection means nothing: the message was taken back and is sent again.
            if (link != over || !inflight.remove(pending)) {
                return;
            }
            bytes -= pending.message.size();
            count = waiting.size() + inflight.size();
            if (sent.succeeded()) {
                pending.promise.tryComplete();
            } else {
                pending.promise.tryFail(sent.cause());
            }
            pump();
            announceEmpty();
        });
    }

    private void announceEmpty() {
        Runnable action = whenEmpty;
        if (action != null && size() == 0) {
            whenEmpty = null;
            action.run();
        }
    }

    /** One message on its way; equal to itself alone. */
    private static final class Pending {
        private final OutboundMessage message;
        private final Promise<Void> promise;

        private Pending(OutboundMessage message, Promise<Void> promise) {
            this.message = message;
            this.promise = promise;
        }
    }
}
