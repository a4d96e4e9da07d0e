package dev.mooring.event;

import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Says what a handler gets, and how; nothing is subscribed before one of the last methods is called. Where a handler runs:
 * an {@link EventHandler} on a worker thread, an {@link AsyncEventHandler} on the event loop, unless its class carries
 * {@code @Blocking}, {@code @NonBlocking} or {@code @RunOnVirtualThread}, or {@link #onWorkers}, {@link #onVirtualThreads}
 * or {@link #onEventLoop} says otherwise. Not safe on several threads.
 */
public final class EventSubscriber {

    private final EventClient client;
    private final List<String> filters;
    private SubscriptionOptions options = SubscriptionOptions.DEFAULT;
    private boolean absolute;
    private Optional<Threads> threads = Optional.empty();

    EventSubscriber(EventClient client, List<String> filters) {
        this.client = client;
        this.filters = filters;
    }

    /** Only events that this accepts; the others are acknowledged. It is asked on the event loop and must not block. */
    public EventSubscriber where(Predicate<? super IncomingEvent> wanted) {
        options = options.withWanted(wanted);
        return this;
    }

    /** Subscribes with that quality of service; without it, at least once. */
    public EventSubscriber qos(QoS qos) {
        options = options.withQos(qos);
        return this;
    }

    /** How many events are handled at the same time, 1 to 1,024; those of one topic stay in order. By default 1. */
    public EventSubscriber concurrency(int events) {
        options = options.withConcurrency(events);
        return this;
    }

    /** How many QoS 0 events may wait for the handler before more are dropped; by default 1,024. */
    public EventSubscriber bufferSize(int events) {
        options = options.withBufferSize(events);
        return this;
    }

    /** How long the handler may take for one event, at most a day; by default 60 s. Then that is dead-lettered. */
    public EventSubscriber handlerTimeout(Duration timeout) {
        options = options.withHandlerTimeout(timeout);
        return this;
    }

    /** How often and when a handler that failed is asked again; by default three times. */
    public EventSubscriber retry(RetryOptions retry) {
        options = options.withRetry(retry);
        return this;
    }

    /** Filters as they are, without the prefix of the client's site. */
    public EventSubscriber absolutely() {
        absolute = true;
        return this;
    }

    /** Runs the handler on worker threads. */
    public EventSubscriber onWorkers() {
        return on(Threads.WORKERS);
    }

    /** Runs the handler on virtual threads; on worker threads before Java 21. */
    public EventSubscriber onVirtualThreads() {
        return on(Threads.VIRTUAL);
    }

    /** Runs the handler on the event loop, which it must not block. */
    public EventSubscriber onEventLoop() {
        return on(Threads.EVENT_LOOP);
    }

    private EventSubscriber on(Threads place) {
        threads = Optional.of(place);
        return this;
    }

    /** Subscribes a handler that may block. */
    public Subscription handle(EventHandler handler) {
        Threads place = threads.orElseGet(() -> Threads.of(handler, Threads.WORKERS));
        return subscribe(
                Invocation.blocking(handler, place.executor(client.link().context())));
    }

    /** Subscribes a handler that answers later. */
    public Subscription handleAsync(AsyncEventHandler handler) {
        Threads place = threads.orElseGet(() -> Threads.of(handler, Threads.EVENT_LOOP));
        return subscribe(Invocation.async(handler, place.executor(client.link().context())));
    }

    /** Subscribes a handler of the data alone, as a record or bean; it may block. */
    public <T> Subscription handle(Class<T> as, DataHandler<T> handler) {
        Threads place = threads.orElseGet(() -> Threads.of(handler, Threads.WORKERS));
        EventHandler whole = event -> handler.handle(event.data(as));
        return subscribe(Invocation.blocking(whole, place.executor(client.link().context())));
    }

    private Subscription subscribe(Invocation invocation) {
        // All checked before the first is subscribed.
        List<TopicFilter> checked = filters.stream()
                .map(filter -> new TopicFilter(absolute ? filter : client.link().below(filter)))
                .toList();
        return client.subscribe(checked, options, invocation);
    }

    /** Handles the data of events. */
    @FunctionalInterface
    public interface DataHandler<T> {

        /** Handles the data of one event. */
        void handle(T data) throws Exception;
    }
}
