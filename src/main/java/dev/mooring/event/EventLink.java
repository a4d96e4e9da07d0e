package dev.mooring.event;

import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.PublishListener;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The connection that an {@link EventClient} works over: a session of its own, that of a site, or a recorder in tests.
 * Every method may be called from any thread.
 */
public interface EventLink {

    /** Name of the site, for logs and dead letters. */
    String name();

    /** The client id at the broker. */
    String clientId();

    /** Puts the site's prefix before a topic or filter. */
    String below(String topic);

    /** The event loop that handlers are called on. */
    Context context();

    /** Whether there is a connection in MQTT 5 now, so that properties arrive. */
    boolean speaksVersion5();

    /** Whether there is a connection now. */
    boolean connected();

    /**
     * Begins to connect, unless something else sees to that; goes on trying until it is stopped.
     *
     * @param will what the broker says when a connection breaks, if this link is the one to say it; asked for each
     *     connection
     * @return done with the first connection; fails when the broker refuses us before
     */
    Future<Void> start(Optional<Supplier<OutboundMessage>> will);

    /**
     * Calls whenever a connection begins or ends, on the event loop; at once when there is one already.
     *
     * @param listener gets true for a connection that begins
     */
    void whenConnected(Consumer<Boolean> listener);

    /** Publishes; as {@code MqttSession}. */
    void publish(OutboundMessage message, PublishListener done);

    /** Subscribes; as {@code MqttSession}. */
    Subscription subscribe(TopicFilter filter, QoS qos, MessageHandler handler);

    /** Asks the broker for a sign of life: whether anything came since the last time. */
    Future<Boolean> probe();

    /** Ends the connection and makes another. */
    void reconnect();

    /** Ends the connection for good, unless it is not ours to end; handlers have finished before. */
    Future<Void> stop(Duration deadline);

    /** Counts what became of an event. */
    void count(EventOutcome outcome);

    /** How often each of them happened. */
    long countOf(EventOutcome outcome);
}
