package dev.mooring.event;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.PublishListener;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A connection that keeps what it is given; subscriptions are answered by {@link #deliver}. */
final class RecordingLink implements EventLink {

    private final Context context;
    final Map<TopicFilter, MessageHandler> handlers = new ConcurrentHashMap<>();
    final List<TopicFilter> subscribed = new CopyOnWriteArrayList<>();
    private final List<EventOutcome> counted = new ArrayList<>();
    final List<OutboundMessage> published = new CopyOnWriteArrayList<>();
    volatile int done;

    RecordingLink(Context context) {
        this.context = context;
    }

    void onLoop(Runnable action) throws Exception {
        Promise<Void> ran = Promise.promise();
        context.runOnContext(v -> {
            action.run();
            ran.complete();
        });
        ran.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // on one event loop
    void deliver(TopicFilter filter, InboundMessage message) throws Exception {
        onLoop(() -> Objects.requireNonNull(handlers.get(filter)).handle(message, () -> done++));
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public String clientId() {
        return "me";
    }

    @Override
    public String below(String topic) {
        return topic;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public boolean speaksVersion5() {
        return true;
    }

    @Override
    public boolean connected() {
        return true;
    }

    @Override
    public Future<Void> start(Optional<Supplier<OutboundMessage>> will) {
        return Future.succeededFuture();
    }

    @Override
    public void whenConnected(Consumer<Boolean> listener) {}

    @Override
    public void publish(OutboundMessage message, PublishListener listener) {
        published.add(message);
        listener.done(null);
    }

    @Override
    public Subscription subscribe(TopicFilter filter, QoS qos, MessageHandler handler) {
        subscribed.add(filter);
        handlers.put(filter, handler);
        return new Several(List.of());
    }

    @Override
    public Future<Boolean> probe() {
        return Future.succeededFuture(true);
    }

    @Override
    public void reconnect() {}

    @Override
    public Future<Void> stop(Duration deadline) {
        return Future.succeededFuture();
    }

    @Override
    public void count(EventOutcome outcome) {
        counted.add(outcome);
    }

    @Override
    public long countOf(EventOutcome outcome) {
        return counted.stream().filter(outcome::equals).count();
    }
}
