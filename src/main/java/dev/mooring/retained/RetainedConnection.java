package dev.mooring.retained;

import dev.mooring.mqtt.CloseReason;
import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SessionListener;
import dev.mooring.mqtt.SubscribeOptions;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A connection that knows when it has seen all that a broker retains on its subscriptions. MQTT has no end of a list: the broker
 * sends what it retains after SUBACK, one by one. So this publishes a message to itself behind the SUBSCRIBE, and when that
 * has come back and nothing else comes any more, all has been seen.
 *
 * <p>Confined to its event loop; futures complete there.
 */
final class RetainedConnection {

    private static final String MARKERS = "mooring/markers/";
    /** HiveMQ looks for retained messages beside the connection, and a marker may overtake them. */
    private static final Duration QUIET = Duration.ofMillis(250);
    /** A broker that does not give us our own message back has to be waited for instead. */
    private static final Duration QUIET_WITHOUT_MARKER = Duration.ofSeconds(1);

    private static final Duration LONGEST_MARKER = Duration.ofSeconds(5);

    private final Context context;
    private final Vertx vertx;
    private final MqttSession session;
    private final TopicName marker;
    private final Map<String, Promise<Void>> markers = new HashMap<>();
    private final List<Promise<Void>> connecting = new ArrayList<>();
    private final List<Promise<?>> waiting = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    private boolean markersComeBack;
    private int lastMarker;
    /** When something came that the broker had retained before we subscribed. */
    private long lastRetained = System.nanoTime();

    RetainedConnection(BrokerDoor door) {
        this.context = door.context();
        this.vertx = context.owner();
        this.markersComeBack = door.publishes();
        String clientId = door.nextClientId();
        this.marker = new TopicName(MARKERS + clientId);
        this.session = door.open(clientId, new Listener());
        session.subscribe(
                new TopicFilter(marker.value()), QoS.AT_LEAST_ONCE, SubscribeOptions.APART, this::markerCameBack);
    }

    /** Completes when it is connected; fails when that takes too long or the broker will not have us. */
    Future<Void> start(Duration deadline) {
        session.start();
        return connected(deadline);
    }

    /** Completes when it is connected, which may be now; fails when that takes too long or the broker will not have us. */
    Future<Void> connected(Duration deadline) {
        if (session.state() instanceof ConnectionState.Connected) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        connecting.add(promise);
        return within(deadline, promise, "no connection to the broker").onComplete(over -> connecting.remove(promise));
    }

    /**
     * Subscribes.
     *
     * @param take gets each message, and what to run when the next may come
     */
    Subscription subscribe(
            TopicFilter filter, QoS qos, SubscribeOptions wishes, BiConsumer<InboundMessage, Runnable> take) {
        return session.subscribe(filter, qos, wishes, (message, done) -> {
            if (message.retained()
                    && !wishes.retainAsPublished()) { // else somebody may publish it just now, and so for ever
                lastRetained = System.nanoTime();
            }
            take.accept(message, done);
        });
    }

    /**
     * Completes when all that the broker retains on the subscriptions made so far has arrived: with true when the marker
     * came back, with false when only silence says so. Fails when the connection ends before, or a subscription was refused.
     */
    Future<Boolean> settled() {
        if (!markersComeBack) {
            return quiet(QUIET_WITHOUT_MARKER).map(quiet -> false);
        }
        String number = String.valueOf(++lastMarker);
        Promise<Void> back = Promise.promise();
        markers.put(number, back);
        publish(new OutboundMessage(marker, number.getBytes(StandardCharsets.US_ASCII), QoS.AT_LEAST_ONCE, false))
                .onFailure(back::tryFail);
        return within(LONGEST_MARKER, back, "no marker")
                .map(came -> true)
                .recover(failure -> {
                    markersComeBack = !(failure instanceof LateException);
                    return failure instanceof LateException
                            ? Future.succeededFuture(false)
                            : Future.failedFuture(failure);
                })
                .compose(came -> quiet(came ? QUIET : QUIET_WITHOUT_MARKER).map(quiet -> came))
                .compose(came -> refused.isEmpty()
                        ? Future.succeededFuture(came)
                        : Future.failedFuture(
                                new RetainedException("the broker refused to subscribe " + refused.get(0))));
    }

    private void markerCameBack(InboundMessage message, Runnable done) {
        done.run();
        Promise<Void> back = markers.remove(message.payload().toString(StandardCharsets.US_ASCII));
        if (back != null) {
            back.tryComplete();
        }
    }

    private Future<Void> quiet(Duration pause) {
        Promise<Void> promise = Promise.promise();
        waiting.add(promise);
        lookForQuiet(System.nanoTime(), pause, promise);
        return promise.future().onComplete(over -> waiting.remove(promise));
    }

    private void lookForQuiet(long since, Duration pause, Promise<Void> promise) {
        long now = System.nanoTime();
        long silent = now - Math.max(lastRetained, since);
        if (silent >= pause.toNanos()) {
            promise.tryComplete();
        } else if (!promise.future().isComplete()) {
            after(pause.minusNanos(silent), () -> lookForQuiet(since, pause, promise));
        }
    }

    /** Publishes; done when the broker has it. Fails when the connection ends before, since nobody knows then. */
    Future<Void> publish(OutboundMessage message) {
        Promise<Void> promise = Promise.promise();
        waiting.add(promise);
        session.publish(message)
                .onComplete(result -> context.runOnContext(v -> {
                    if (result.succeeded()) {
                        promise.tryComplete();
                    } else {
                        promise.tryFail(result.cause());
                    }
                }));
        return promise.future().onComplete(over -> waiting.remove(promise));
    }

    /** Ends it. */
    Future<Void> stop(Duration deadline) {
        return session.stop(deadline).mapEmpty();
    }

    private <T> Future<T> within(Duration deadline, Promise<T> promise, String otherwise) {
        waiting.add(promise);
        long timer = vertx.setTimer(
                deadline.toMillis(), id -> context.runOnContext(v -> promise.tryFail(new LateException(otherwise))));
        return promise.future().onComplete(over -> {
            vertx.cancelTimer(timer);
            waiting.remove(promise);
        });
    }

    private void after(Duration delay, Runnable action) {
        vertx.setTimer(Math.max(1, delay.toMillis() + 1), id -> context.runOnContext(v -> action.run()));
    }

    private void failAll(String why) {
        List.copyOf(waiting).forEach(each -> each.tryFail(new RetainedException(why)));
        markers.clear();
    }

    private final class Listener implements SessionListener {
        @Override
        public void stateChanged(ConnectionState from, ConnectionState to) {
            if (to instanceof ConnectionState.Connected) {
                refused.clear();
                List.copyOf(connecting).forEach(Promise::tryComplete);
            } else if (to instanceof ConnectionState.Misconfigured wrong) {
                failAll(wrong.cause());
            }
        }

        @Override
        public void disconnected(CloseReason reason) {
            failAll("the connection ended: " + reason);
        }

        @Override
        public void takenOver() {
            failAll("somebody else has our client id");
        }

        @Override
        public void subscriptionRefused(TopicFilter filter) {
            refused.add(filter.value());
        }
    }

    /** Something did not come in time. */
    private static final class LateException extends RetainedException {
        private static final long serialVersionUID = 1L;

        LateException(String what) {
            super(what + " in time");
        }
    }
}
