package dev.mooring.testkit;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import java.util.function.Consumer;

/** One handler of one client. Equal to nothing but itself. */
final class InMemorySubscription implements Subscription {

    private final TopicFilter filter;
    private final QoS qos;
    private final MessageHandler handler;
    private final Consumer<InMemorySubscription> cancel;
    /** Event loop only. */
    private boolean cancelled;

    InMemorySubscription(TopicFilter filter, QoS qos, MessageHandler handler, Consumer<InMemorySubscription> cancel) {
        this.filter = filter;
        this.qos = qos;
        this.handler = handler;
        this.cancel = cancel;
    }

    @Override
    public TopicFilter filter() {
        return filter;
    }

    QoS qos() {
        return qos;
    }

    boolean shared() {
        return filter.value().startsWith("$share/");
    }

    @Override
    public void cancel() {
        cancel.accept(this);
    }

    /** Event loop only. */
    void end() {
        cancelled = true;
    }

    /** Event loop only. Nobody waits for the acknowledgement: nothing is ever delivered again. */
    void handle(InboundMessage message) {
        if (!cancelled) {
            handler.handle(message, () -> {});
        }
    }
}
