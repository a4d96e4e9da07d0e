package dev.mooring.retained;

import dev.mooring.mqtt.CloseReason;
import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.PublishException;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that knows when it has seen all that a broker retains on its subscriptions. MQTT has no end of a list: the broker
 * sends what it retains after SUBACK, one by one. So this publishes a message to itself behind the SUBSCRIBE, and when that
 * has come back and nothing else comes any more, all has been seen.
 *
 * <p>It never connects again: a session that does sends once more what was not acknowledged, and a deletion that comes late
 * would hit whatever somebody published meanwhile. Who goes on after its end opens another.
 *
 * <p>Confined to its event loop; futures complete there.
 */
final class RetainedConnection {

    private static final String MARKERS = "mooring/markers/";
    /** HiveMQ looks for retained messages beside the connection, and a marker may overtake them. */
    private static final Duration QUIET = Duration.ofMillis(250);
    /** Nor need it be longer, however long it took until then. */
    private static final Duration LONGEST_QUIET = Duration.ofSeconds(5);

    private static final int QUIET_PER_TAKEN = 5;
    /** A broker that does not give us our own message back has to be waited for instead. */
    private static final Duration QUIET_WITHOUT_MARKER = Duration.ofSeconds(1);
    /** So long nothing comes, after the broker has taken the marker, before we believe that the marker does not come either. */
    private static final Duration LONGEST_MARKER = Duration.ofSeconds(5);
    /** So long nothing comes before the broker has taken the marker: some look for long what a subscription finds. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);
    /** So long nobody takes what came. */
    private static final Duration LONGEST_TAKE = Duration.ofSeconds(60);

    private final Context context;
    private final Vertx vertx;
    private final MqttSession session;
    private final TopicName marker;
    private final Map<String, Promise<Void>> markers = new HashMap<>();
    private final Promise<Void> connected = Promise.promise();
    private final List<Promise<?>> waiting = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();

    /** Why it is over; null while it is not. */
    private @Nullable String over;

    private QoS markerQos = QoS.AT_LEAST_ONCE;
    private Subscription markerSubscription;
    private int attemptsLeft;
    private boolean markersComeBack;
    private boolean oneCameBack;
    private int lastMarker;
    /** When something came that the broker had retained before we subscribed, or was taken. */
    private long lastRetained = System.nanoTime();
    /** How many of those there were. */
    private long arrived;
    /** How many of them are not taken yet. */
    private int untaken;

    RetainedConnection(BrokerDoor door) {
        this.context = door.context();
        this.vertx = context.owner();
        this.markersComeBack = door.publishes();
        String clientId = door.nextClientId();
        this.marker = new TopicName(MARKERS + clientId);
        this.session = door.open(clientId, new Listener());
        this.markerSubscription = subscribeMarker();
    }

    private Subscription subscribeMarker() {
        return session.subscribe(
                new TopicFilter(marker.value()), markerQos, SubscribeOptions.APART, this::markerCameBack);
    }

    /**
     * Has markers delivered like the messages that they are to come behind: at another QoS they may overtake. And on 3.1.1 a
     * filter that finds the marker as well is subscribed at the higher QoS of the two.
     */
    void markAt(QoS qos) {
        if (qos != markerQos) {
            markerQos = qos;
            markerSubscription.cancel();
            markerSubscription = subscribeMarker();
        }
    }

    /**
     * Completes when it is connected; fails when that takes too long or the broker will not have us.
     *
     * @param attempts how many may fail before
     */
    Future<Void> start(Duration deadline, int attempts) {
        attemptsLeft = attempts;
        waiting.add(connected);
        long timer = vertx.setTimer(
                deadline.toMillis(),
                id -> context.runOnContext(v -> {
                    String cause = session.state().cause();
                    connected.tryFail(new RetainedException("no connection to the broker within " + deadline.toSeconds()
                            + " s" + (cause.isEmpty() ? "" : ": " + cause)));
                }));
        session.start();
        return connected.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            waiting.remove(connected);
        });
    }

    /** Whether it can still be used. */
    boolean isOpen() {
        return over == null;
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
                arrived++;
                untaken++;
                take.accept(message, () -> taken(done));
            } else {
                take.accept(message, done);
            }
        });
    }

    /** Any thread. */
    private void taken(Runnable done) {
        if (Vertx.currentContext() == context) {
            untaken--;
            lastRetained = System.nanoTime();
            done.run();
        } else {
            context.runOnContext(v -> taken(done));
        }
    }

    /** Whether the broker refused to subscribe it. */
    boolean refuses(TopicFilter filter) {
        return refused.contains(filter.value());
    }

    /** As {@link #settled(BooleanSupplier)}, when nobody knows what is to come. */
    Future<Boolean> settled() {
        return settled(() -> false);
    }

    /**
     * Completes when all that the broker retains on the subscriptions made so far has arrived and was taken: with true when the
     * marker came back, with false when only silence says so. Fails when the connection ends before.
     *
     * @param enough whether everything is there that can come, so that nobody need wait for silence
     */
    Future<Boolean> settled(BooleanSupplier enough) {
        long asked = System.nanoTime();
        return marked().compose(came -> {
            if (came && enough.getAsBoolean()) {
                return Future.succeededFuture(true);
            }
            return came
                    ? quiet(pause(asked))
                            .compose(quiet -> enough.getAsBoolean() ? Future.succeededFuture(true) : confirmed(asked))
                    : quiet(QUIET_WITHOUT_MARKER).map(false);
        });
    }

    /**
     * Asks once more with another marker, again and again while retained messages come before it: Artemis has a thread for each
     * subscription, so that a marker may overtake, and it may merely have paused when it was silent.
     */
    private Future<Boolean> confirmed(long asked) {
        long before = arrived;
        return marked().compose(came -> {
            if (arrived == before) {
                return Future.succeededFuture(came);
            }
            return came
                    ? quiet(pause(asked)).compose(quiet -> confirmed(asked))
                    : quiet(QUIET_WITHOUT_MARKER).map(false);
        });
    }

    /** How long it must be silent: the longer a broker takes for all of it, the longer it pauses in between. */
    private Duration pause(long asked) {
        Duration share = Duration.ofNanos(lastRetained - asked).dividedBy(QUIET_PER_TAKEN);
        if (share.compareTo(QUIET) < 0) {
            return QUIET;
        }
        return share.compareTo(LONGEST_QUIET) < 0 ? share : LONGEST_QUIET;
    }

    private Future<Boolean> marked() {
        if (!markersComeBack) {
            return Future.succeededFuture(false);
        }
        String number = String.valueOf(++lastMarker);
        Promise<Void> back = Promise.promise();
        markers.put(number, back);
        publish(new OutboundMessage(marker, number.getBytes(StandardCharsets.US_ASCII), QoS.AT_LEAST_ONCE, false))
                .onFailure(failure -> back.tryFail(failure instanceof PublishException ? new NoMarker() : failure))
                .onSuccess(taken -> silent(LONGEST_MARKER, back, promise -> promise.tryFail(new NoMarker())));
        silent(LONGEST_ANSWER, back, promise -> end("the broker does not answer: nothing came for " + LONGEST_ANSWER));
        return back.future()
                .onComplete(known -> markers.remove(number))
                .map(came -> true)
                .recover(failure -> {
                    if (failure instanceof NoMarker) {
                        markersComeBack = false;
                        return Future.succeededFuture(false);
                    }
                    return Future.failedFuture(failure);
                });
    }

    private void markerCameBack(InboundMessage message, Runnable done) {
        done.run();
        oneCameBack = true;
        Promise<Void> back = markers.remove(message.payload().toString(StandardCharsets.US_ASCII));
        if (back != null) {
            back.tryComplete();
        }
    }

    private Future<Void> quiet(Duration pause) {
        Promise<Void> promise = Promise.promise();
        silent(pause, promise, Promise::tryComplete);
        return promise.future();
    }

    /** Does something with a promise when nothing came for so long, and all that came was taken. */
    private void silent(Duration pause, Promise<Void> promise, Consumer<Promise<Void>> then) {
        if (over != null) {
            promise.tryFail(new RetainedException(over));
            return;
        }
        waiting.add(promise);
        promise.future().onComplete(done -> waiting.remove(promise));
        lookForSilence(System.nanoTime(), pause, promise, then);
    }

    private void lookForSilence(long since, Duration pause, Promise<Void> promise, Consumer<Promise<Void>> then) {
        if (promise.future().isComplete()) {
            return;
        }
        Duration silent = Duration.ofNanos(System.nanoTime() - Math.max(lastRetained, since));
        if (untaken > 0) {
            if (silent.compareTo(LONGEST_TAKE) > 0) {
                promise.tryFail(new RetainedException("what the broker sent was not taken in time"));
            }
            after(pause, () -> lookForSilence(since, pause, promise, then));
        } else if (silent.compareTo(pause) >= 0) {
            then.accept(promise);
        } else {
            after(pause.minus(silent), () -> lookForSilence(since, pause, promise, then));
        }
    }

    /** Publishes; done when the broker has it. Fails when the connection ends before, since nobody knows then. */
    Future<Void> publish(OutboundMessage message) {
        Promise<Void> promise = Promise.promise();
        if (over != null) {
            return Future.failedFuture(new RetainedException(over));
        }
        waiting.add(promise);
        session.publish(message)
                .onComplete(result -> context.runOnContext(v -> {
                    if (result.succeeded()) {
                        promise.tryComplete();
                    } else {
                        promise.tryFail(result.cause());
                    }
                }));
        return promise.future().onComplete(done -> waiting.remove(promise));
    }

    /** Ends it. */
    Future<Void> stop(Duration deadline) {
        return session.stop(deadline).mapEmpty();
    }

    private void after(Duration delay, Runnable action) {
        vertx.setTimer(Math.max(1, delay.toMillis() + 1), id -> context.runOnContext(v -> action.run()));
    }

    private void end(String why) {
        if (over == null) {
            String said = why + suspicion();
            over = said;
            List.copyOf(waiting).forEach(each -> each.tryFail(new RetainedException(said)));
            var unused = session.stop(Duration.ZERO);
        }
    }

    /** Some brokers hang up on who publishes what it may not, as mosquitto 2.0.11 does; nobody would think of our markers. */
    private String suspicion() {
        return oneCameBack || lastMarker == 0 ? "" : "; it may not let us publish on " + MARKERS + "#";
    }

    private final class Listener implements SessionListener {
        @Override
        public void stateChanged(ConnectionState from, ConnectionState to) {
            if (to instanceof ConnectionState.Connected) {
                connected.tryComplete();
            } else if (to instanceof ConnectionState.Misconfigured wrong) {
                end(wrong.cause());
            } else if (from instanceof ConnectionState.Connecting
                    && to instanceof ConnectionState.Waiting
                    && --attemptsLeft <= 0) {
                end("no connection to the broker: " + to.cause());
            } else if (from instanceof ConnectionState.Connected) {
                end("the connection ended" + (to.cause().isEmpty() ? "" : ": " + to.cause()));
            }
        }

        @Override
        public void disconnected(CloseReason reason) {
            end("the connection ended: " + reason);
        }

        @Override
        public void subscriptionRefused(TopicFilter filter) {
            refused.add(filter.value());
            if (filter.value().equals(marker.value())) {
                List.copyOf(markers.values()).forEach(each -> each.tryFail(new NoMarker()));
                markersComeBack = false;
            }
        }
    }

    /** The marker will not come back. */
    private static final class NoMarker extends RetainedException {
        private static final long serialVersionUID = 1L;

        NoMarker() {
            super("no marker in time");
        }
    }
}
