package dev.mooring.testkit;

import dev.mooring.event.EventLink;
import dev.mooring.event.EventOutcome;
import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.PublishException;
import dev.mooring.mqtt.PublishListener;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The connection of one client to the others of its test. It speaks MQTT 5, is there as soon as it is begun, and stays until
 * it is stopped. A session with nobody behind it takes no messages: what is published before the start is lost, as with a
 * broker that has never seen the client.
 */
final class InMemoryLink implements EventLink {

    private final InMemoryWire wire;
    private final String clientId;
    private final Map<EventOutcome, LongAdder> counts = new EnumMap<>(EventOutcome.class);
    private volatile boolean connected;

    // Event loop only.
    private final List<InMemorySubscription> subscriptions = new ArrayList<>();
    private final List<Consumer<Boolean>> listeners = new ArrayList<>();
    private boolean stopped;

    InMemoryLink(InMemoryWire wire, String clientId) {
        this.wire = wire;
        this.clientId = clientId;
        for (EventOutcome each : EventOutcome.values()) {
            counts.put(each, new LongAdder());
        }
    }

    @Override
    public String name() {
        return "in-memory";
    }

    @Override
    public String clientId() {
        return clientId;
    }

    @Override
    public String below(String topic) {
        return topic;
    }

    @Override
    public Context context() {
        return wire.context();
    }

    @Override
    public boolean speaksVersion5() {
        return true;
    }

    @Override
    public boolean connected() {
        return connected;
    }

    /** The last will is never said: no connection breaks. */
    @Override
    public Future<Void> start(Optional<Supplier<OutboundMessage>> will) {
        Promise<Void> promise = Promise.promise();
        context().runOnContext(v -> {
            if (!connected && !stopped) {
                connected = true;
                subscriptions.forEach(wire::add);
                tell(true);
            }
            promise.complete();
        });
        return promise.future();
    }

    private void tell(boolean now) {
        List.copyOf(listeners).forEach(each -> each.accept(now));
    }

    @Override
    public void whenConnected(Consumer<Boolean> listener) {
        context().runOnContext(v -> {
            listeners.add(listener);
            if (connected) {
                listener.accept(true);
            }
        });
    }

    @Override
    public void publish(OutboundMessage message, PublishListener done) {
        context().runOnContext(v -> {
            if (stopped) {
                done.done(new PublishException(PublishException.Reason.STOPPED, message.topic()));
                return;
            }
            wire.publish(message);
            done.done(null);
        });
    }

    @Override
    public Subscription subscribe(TopicFilter filter, QoS qos, MessageHandler handler) {
        InMemorySubscription subscription = new InMemorySubscription(
                filter, qos, handler, cancelled -> context().runOnContext(v -> cancel(cancelled)));
        context().runOnContext(v -> {
            subscriptions.add(subscription);
            if (connected) {
                wire.add(subscription);
            }
        });
        return subscription;
    }

    private void cancel(InMemorySubscription subscription) {
        subscription.end();
        wire.remove(subscription);
        subscriptions.remove(subscription);
    }

    @Override
    public Future<Boolean> probe() {
        return Future.succeededFuture(true);
    }

    @Override
    public void reconnect() {
        context().runOnContext(v -> {
            if (connected) {
                tell(false);
                tell(true);
            }
        });
    }

    @Override
    public Future<Void> stop(Duration deadline) {
        Promise<Void> promise = Promise.promise();
        context().runOnContext(v -> {
            stopped = true;
            List.copyOf(subscriptions).forEach(this::cancel);
            if (connected) {
                connected = false;
                tell(false);
            }
            promise.complete();
        });
        return promise.future();
    }

    @Override
    public void count(EventOutcome outcome) {
        Objects.requireNonNull(counts.get(outcome)).increment();
    }

    @Override
    public long countOf(EventOutcome outcome) {
        return Objects.requireNonNull(counts.get(outcome)).sum();
    }
}
