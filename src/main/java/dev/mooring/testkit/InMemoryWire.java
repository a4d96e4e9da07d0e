package dev.mooring.testkit;

import dev.mooring.event.EventLink;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import dev.mooring.mqtt.topic.TopicTree;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Hands messages from one client of a test to the others, as a broker would that never fails. All its state, and that of its
 * links, belongs to one event loop, so everything happens in the order in which it was asked for.
 */
final class InMemoryWire implements Wire {

    private final Context context;
    private final Consumer<InboundMessage> witness;
    private final TopicTree<InMemorySubscription> subscriptions = new TopicTree<>();
    private final Map<TopicName, OutboundMessage> retained = new LinkedHashMap<>();
    /** How often each shared subscription has had a turn. */
    private final Map<String, Integer> turns = new HashMap<>();

    /** @param witness hears of each message, as it was published, before any subscriber */
    InMemoryWire(Context context, Consumer<InboundMessage> witness) {
        this.context = context;
        this.witness = witness;
    }

    @Override
    public EventLink link(String clientId) {
        return new InMemoryLink(this, clientId);
    }

    @Override
    public String url() {
        throw new IllegalStateException("there is no broker to connect to: say @MooringTest(broker = Broker.EMBEDDED)");
    }

    Context context() {
        return context;
    }

    /** Event loop only, as all that follows. */
    void publish(OutboundMessage message) {
        witness.accept(inbound(message, message.qos(), message.retain()));
        if (message.retain()) {
            keep(message);
        }
        Map<String, List<InMemorySubscription>> shared = new LinkedHashMap<>();
        subscriptions.match(message.topic().value(), each -> {
            if (each.shared()) {
                shared.computeIfAbsent(each.filter().value(), filter -> new ArrayList<>())
                        .add(each);
            } else {
                deliver(each, message, false);
            }
        });
        shared.forEach((filter, members) -> deliver(next(filter, members), message, false));
    }

    /** An empty one clears what was kept (MQTT 5.0, section 3.3.1.3). */
    private void keep(OutboundMessage message) {
        if (message.payload().length() == 0) {
            retained.remove(message.topic());
        } else {
            retained.put(message.topic(), message);
        }
    }

    /** A shared subscription hands each message to one of its members (MQTT 5.0, section 4.8.2). */
    private InMemorySubscription next(String filter, List<InMemorySubscription> members) {
        return members.get(Math.floorMod(turns.merge(filter, 1, Integer::sum), members.size()));
    }

    void add(InMemorySubscription subscription) {
        subscriptions.add(subscription.filter().value(), subscription);
        if (!subscription.shared()) { // those get nothing retained
            List.copyOf(retained.values()).stream()
                    .filter(each -> subscription.filter().matches(each.topic()))
                    .forEach(each -> deliver(subscription, each, true));
        }
    }

    void remove(InMemorySubscription subscription) {
        subscriptions.remove(subscription.filter().value(), subscription);
    }

    /** Not at once: a handler that publishes must not be called inside another. */
    private void deliver(InMemorySubscription to, OutboundMessage message, boolean kept) {
        QoS qos = message.qos().compareTo(to.qos()) <= 0 ? message.qos() : to.qos();
        InboundMessage delivered = inbound(message, qos, kept);
        context.runOnContext(v -> to.handle(delivered));
    }

    private static InboundMessage inbound(OutboundMessage message, QoS qos, boolean retain) {
        return new InboundMessage(message.topic(), message.payload(), qos, retain, false, message.properties());
    }

    @Override
    public void close() {
        // Nothing outlives the clients.
    }
}
