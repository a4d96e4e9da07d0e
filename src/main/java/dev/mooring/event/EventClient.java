package dev.mooring.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.PublishException;
import dev.mooring.mqtt.PublishListener;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Publishes events and handles those of others: the one client for the backend's services (document C). It connects by
 * itself, comes back by itself, sends again what was not acknowledged, and acknowledges an event after its handler
 * succeeded. In plain Java it is made by {@link #fromEnv} or {@link #builder}; CDI beans have one injected for each site.
 *
 * <p>Every method may be called from any thread. What it returns as a {@link Uni} begins when that is subscribed to; items
 * come on the event loop, which what follows must not block. Subscribe handlers before {@link #connect}: a backlog that the
 * broker has kept comes at once.
 */
public final class EventClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    /** Beyond the deadline, for what runs when that is over. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final EventLink link;
    private final EventSettings settings;
    private final ObjectMapper mapper;
    private final EventWriter writer;
    private final EventDecoder decoder;
    private final Burial burial;
    private final Requests requests;
    private final HealthEvents health;
    private final Heartbeat heartbeat;
    private final TopicNames topics = new TopicNames();
    private final List<Batch> batches = new CopyOnWriteArrayList<>();
    private final List<Intake> intakes = new CopyOnWriteArrayList<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Promise<Void> stopped = Promise.promise();

    /** Event loop only. */
    private boolean connectedBefore;

    private EventClient(EventLink link, EventSettings settings, ObjectMapper mapper, Clock clock) {
        this.link = link;
        this.settings = settings;
        this.mapper = mapper;
        this.writer = new EventWriter(mapper, settings.source(), settings.format(), clock);
        this.decoder = new EventDecoder(mapper);
        this.burial = new Burial(link, clock);
        this.requests = new Requests(link, decoder, settings.maxPending());
        this.health = new HealthEvents(link.clientId(), writer);
        this.heartbeat = new Heartbeat(link, clock);
    }

    /**
     * A client configured by the environment variables of document C, {@code MQTT_URL} and {@code MQTT_CLIENT_ID} at least.
     *
     * @throws IllegalArgumentException when one is wrong; the message names it and quotes no secret
     */
    public static EventClient fromEnv() {
        return EventVariables.of(System.getenv()).build();
    }

    /** A builder configured by the environment, for what the environment does not say. */
    public static EventClientBuilder builderFromEnv() {
        return EventVariables.of(System.getenv());
    }

    /**
     * A builder with the documented defaults.
     *
     * @param url      {@code mqtt://[user[:password]@]host[:port]}, or {@code mqtts}, {@code ws}, {@code wss}
     * @param clientId the name at the broker: unique for each service, the same after every restart
     * @throws IllegalArgumentException when one of them is wrong; the message quotes no secret
     */
    public static EventClientBuilder builder(String url, String clientId) {
        return new EventClientBuilder(url, clientId);
    }

    /** A client over a connection that somebody else looks after. */
    public static EventClient over(EventLink link, EventSettings settings, ObjectMapper mapper, Clock clock) {
        return new EventClient(link, settings, mapper, clock);
    }

    // ---- connection

    /**
     * Connects.
     *
     * @return done with the first connection. Fails when the broker refuses us, or does not answer for 30 s; the client
     *     goes on trying until it is shut down
     */
    public Uni<Void> connect() {
        return Uni.createFrom().emitter(emitter -> {
            // Not by Mutiny's timer: its thread would keep a process alive that has nothing more to do.
            Vertx vertx = link.context().owner();
            long timer = vertx.setTimer(
                    CONNECT_TIMEOUT.toMillis(),
                    id -> emitter.fail(
                            new IllegalStateException("not connected after " + CONNECT_TIMEOUT.toSeconds() + " s")));
            stopped.future().onComplete(end -> emitter.fail(new IllegalStateException("the client was shut down")));
            start().onComplete(connected -> {
                vertx.cancelTimer(timer);
                if (connected.succeeded()) {
                    emitter.complete(null);
                } else {
                    emitter.fail(new IllegalStateException(
                            "cannot connect: " + connected.cause().getMessage()));
                }
            });
        });
    }

    /** Done behind the "ready" of that connection, so that what its user says of his health then comes later. */
    private Future<Void> start() {
        if (started.compareAndSet(false, true)) {
            link.whenConnected(this::connectionChanged);
            settings.heartbeatInterval()
                    .ifPresent(interval -> link.context().runOnContext(v -> heartbeat.start(interval)));
        }
        Future<Void> connected = link.start(
                settings.health()
                        ? Optional.of(() -> health.message(false, null, "connection lost"))
                        : Optional.empty());
        return connected.compose(first -> {
            Promise<Void> behind = Promise.promise();
            link.context().runOnContext(v -> behind.complete());
            return behind.future();
        });
    }

    private void connectionChanged(boolean connected) {
        if (!connected || stopping.get()) {
            return;
        }
        if (settings.health()) {
            publishHealth(true, connectedBefore ? HealthEvents.RECONNECTED : HealthEvents.READY)
                    .subscribe()
                    .with(sent -> {}, failure -> EventLog.LOG.healthNotPublished(link.name(), failure.toString()));
        }
        connectedBefore = true;
    }

    /** Whether there is a connection now. */
    public boolean connected() {
        return link.connected();
    }

    /** The client id at the broker. */
    public String clientId() {
        return link.clientId();
    }

    /** Who says the events of this client. */
    public String source() {
        return settings.source();
    }

    /** How often that happened to events since the client was made. */
    public long count(EventOutcome outcome) {
        return link.countOf(outcome);
    }

    /** The connection below, for what this does not offer: publishing bytes, and handling messages as they come. */
    public EventLink link() {
        return link;
    }

    /**
     * Reads an event, for a handler of messages as they come, which {@link #link} takes.
     *
     * @throws UndecodableException when the message is no event
     */
    public IncomingEvent decode(InboundMessage message) {
        return IncomingEvent.of(message, mapper);
    }

    // ---- publishing

    /**
     * Publishes an event, at least once.
     *
     * @param topic where to, below the prefix of the client's site
     * @param type  what happens, for example {@code stt.final}
     * @param data  a {@code Map}, a record, a bean or a JSON object
     * @return done when the broker acknowledged it, also after reconnects; see {@link #publish(OutgoingEvent)}
     */
    public Uni<Void> publish(String topic, String type, Object data) {
        return publish(OutgoingEvent.of(topic, type, data));
    }

    /**
     * Publishes an event. It is built and checked when somebody subscribes, on that thread.
     *
     * @return done when the broker acknowledged it, also after reconnects; for QoS 0 when handed to the socket. Fails with
     *     {@link IllegalArgumentException} for a bad topic or data that JSON cannot carry, and with {@link
     *     dev.mooring.mqtt.PublishException}
     */
    public Uni<Void> publish(OutgoingEvent event) {
        return Uni.createFrom()
                .emitter(emitter -> publish(event, failure -> {
                    if (failure == null) {
                        emitter.complete(null);
                    } else {
                        emitter.fail(failure);
                    }
                }));
    }

    /**
     * Publishes an event now, for a caller that does not wait; a failure is logged.
     *
     * @throws IllegalArgumentException for a bad topic or data that JSON cannot carry
     */
    public void publishAndForget(OutgoingEvent event) {
        publish(event, failure -> {
            if (failure != null) {
                EventLog.LOG.notPublished(link.name(), event.topic(), String.valueOf(failure.getMessage()));
            }
        });
    }

    /**
     * Publishes an event now.
     *
     * @return its id
     * @throws IllegalArgumentException for a bad topic or data that JSON cannot carry
     */
    public String publish(OutgoingEvent event, PublishListener done) {
        TopicName topic = topics.of(event.absolute() ? event.topic() : link.below(event.topic()));
        WrittenEvent written = writer.write(event, link.speaksVersion5());
        if (!started.get()) {
            start();
        }
        link.publish(
                new OutboundMessage(topic, written.payload(), event.qos(), event.retain(), written.properties()), done);
        return written.id();
    }

    /**
     * Publishes a stream at QoS 0, one event after the other, as fast as the socket takes them; those for which there is no
     * connection are dropped.
     *
     * @return how many were handed to the socket
     */
    public Uni<Long> stream(Multi<OutgoingEvent> events) {
        return events.onItem()
                .transformToUniAndConcatenate(event -> publish(event.withQos(QoS.AT_MOST_ONCE))
                        .onItem()
                        .transform(sent -> 1L)
                        .onFailure(PublishException.class)
                        .recoverWithItem(0L))
                .collect()
                .with(Collectors.summingLong(Long::longValue));
    }

    /**
     * Gathers items for a topic, and publishes them together.
     *
     * @param topic    {@code /batch} is put behind it
     * @param size     as soon as there are so many
     * @param interval as soon as the first of them has waited so long
     */
    public Batch batch(String topic, int size, Duration interval) {
        topics.of(link.below(topic + "/batch")); // a bad one is refused here, not when the first batch is full
        Batch batch =
                new Batch(this::publish, item -> writer.part("batch", item), link.context(), topic, size, interval);
        batches.add(batch);
        return batch;
    }

    // ---- subscribing

    /**
     * Handles the events of a filter, on a worker thread, one after the other; see {@link #on} for more.
     *
     * @param filter below the prefix of the client's site, with {@code +} and {@code #} where MQTT allows them
     * @throws IllegalArgumentException when it is no filter
     */
    public Subscription subscribe(String filter, EventHandler handler) {
        return on(filter).handle(handler);
    }

    /** Handles the events of one or several filters: says how, then by whom. */
    public EventSubscriber on(String... filters) {
        if (filters.length == 0) {
            throw new IllegalArgumentException("at least one topic filter is needed");
        }
        return new EventSubscriber(this, List.of(filters));
    }

    /** One handler, one memory of what it has handled, over several filters. */
    Subscription subscribe(List<TopicFilter> filters, SubscriptionOptions options, Invocation invocation) {
        List<Subscription> all = new ArrayList<>();
        Deduplicator deduplicator = settings.dedupe()
                .map(dedupe -> new Deduplicator(dedupe, System::nanoTime))
                .orElse(null);
        for (TopicFilter filter : filters) {
            Intake intake = new Intake(link, filter, options, invocation, decoder, burial, deduplicator);
            intakes.add(intake);
            Subscription subscription = link.subscribe(filter, options.qos(), intake);
            all.add(new Unsubscribing(subscription, () -> intakes.remove(intake)));
        }
        return all.size() == 1 ? all.get(0) : new Several(all);
    }

    // ---- request and reply

    /**
     * Sends a request, and waits for the reply on a topic of this client's own, {@code replies/{client_id}}: for responders
     * that answer with {@link #reply}, on MQTT 5.
     */
    public Uni<IncomingEvent> request(OutgoingEvent request, Duration timeout) {
        return request(request, "replies/" + clientId(), timeout);
    }

    /**
     * Sends a request, and waits for the reply.
     *
     * @param request    gets an id of its own, unless it has a correlation id; on MQTT 5 also response topic and
     *     correlation data
     * @param replyTopic where replies come, for example {@code llm/response}; may be shared with other services
     * @param timeout    above 0 and at most a day
     * @return the event that carries the request's id as correlation data, {@code correlate} or id. Fails with {@link
     *     RequestException}, and as {@link #publish(OutgoingEvent)} does
     */
    public Uni<IncomingEvent> request(OutgoingEvent request, String replyTopic, Duration timeout) {
        String absolute = request.absolute() ? replyTopic : link.below(replyTopic);
        TopicName responses = topics.of(absolute);
        Function<String, Uni<Void>> send = id -> publish(
                request.withCorrelationId(id).with(request.properties().withResponseTo(responses, Buffer.buffer(id))));
        return Uni.createFrom().deferred(() -> {
            String given = request.correlationId();
            String id = given == null ? EventIds.next() : given;
            start();
            return requests.await(id, new TopicFilter(absolute), timeout, send);
        });
    }

    /**
     * Answers a request: to its response topic if it has one (MQTT 5), else to the topic of the reply.
     *
     * @param reply gets the request's correlation id, and its trace
     */
    public Uni<Void> reply(IncomingEvent request, OutgoingEvent reply) {
        MessageProperties asked = request.properties();
        OutgoingEvent correlated =
                reply.withCorrelationId(request.correlationId()).inTraceOf(request);
        TopicName to = asked.responseTopic();
        if (to == null) {
            return publish(correlated);
        }
        Buffer data = asked.correlationData();
        MessageProperties properties =
                data == null ? correlated.properties() : correlated.properties().withCorrelationData(data);
        return publish(new OutgoingEvent(
                to.value(),
                true,
                correlated.type(),
                correlated.data(),
                correlated.correlationId(),
                correlated.qos(),
                correlated.retain(),
                properties));
    }

    // ---- health

    /**
     * Says something of its own health, retained, to {@code system/health/{client_id}}. {@code ready}, {@code reconnected}
     * and {@code shutdown} it says by itself when {@link EventSettings#health} is on.
     */
    public Uni<Void> publishHealth(boolean ok, String event) {
        return publish(() -> health.message(ok, event, null));
    }

    /** Says that something is wrong: {@code {"ok":false,"err":…}}. */
    public Uni<Void> publishHealthError(String err) {
        return publish(() -> health.message(false, null, err));
    }

    private Uni<Void> publish(Supplier<OutboundMessage> message) {
        return Uni.createFrom().emitter(emitter -> {
            start();
            link.publish(message.get(), failure -> {
                if (failure == null) {
                    emitter.complete(null);
                } else {
                    emitter.fail(failure);
                }
            });
        });
    }

    // ---- the end

    /**
     * Ends: says {@code shutdown}, takes in nothing more, lets handlers finish, publishes what is left of batches, waits for
     * the broker's acknowledgements, disconnects. What is not done within the shutdown timeout is cut off and logged.
     */
    public Uni<Void> shutdown() {
        return Uni.createFrom().emitter(emitter -> {
            begin();
            stopped.future().onComplete(done -> emitter.complete(null));
        });
    }

    private void begin() {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        long deadline = System.nanoTime() + settings.shutdownTimeout().toNanos();
        Context context = link.context();
        Promise<Void> quiet = Promise.promise();
        context.owner().setTimer(Math.max(1, settings.shutdownTimeout().toMillis()), id -> quiet.tryComplete());
        context.runOnContext(v -> {
            heartbeat.stop();
            requests.stop();
            sayShutdown()
                    .compose(said -> quiesce())
                    .compose(done -> flushBatches())
                    .onComplete(done -> quiet.tryComplete());
        });
        quiet.future().onComplete(done -> {
            long left = Math.max(1, deadline - System.nanoTime());
            link.stop(Duration.ofNanos(left)).onComplete(end -> stopped.tryComplete());
        });
    }

    private Future<Void> sayShutdown() {
        if (!settings.health() || !link.connected()) {
            return Future.succeededFuture();
        }
        Promise<Void> said = Promise.promise();
        link.publish(health.message(false, HealthEvents.SHUTDOWN, null), failure -> said.complete());
        return said.future();
    }

    private Future<Void> quiesce() {
        return Future.join(intakes.stream().map(Intake::quiesce).toList()).mapEmpty();
    }

    private Future<Void> flushBatches() {
        batches.forEach(batch -> batch.flush()
                .subscribe()
                .with(
                        flushed -> {},
                        failure -> EventLog.LOG.notPublished(
                                link.name(), "a batch", String.valueOf(failure.getMessage()))));
        return Future.succeededFuture();
    }

    /**
     * {@link #shutdown}, and waits for it: for {@code try} with resources.
     *
     * @throws IllegalStateException on an event loop, which must not wait
     */
    @Override
    public void close() {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("close() waits, and must not be called on an event loop: use shutdown()");
        }
        Duration longest = settings.shutdownTimeout().plus(GRACE);
        try {
            shutdown().subscribeAsCompletionStage().get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            EventLog.LOG.stoppedUnclean(link.name(), "a shutdown that did not end within " + longest);
        }
    }
}
