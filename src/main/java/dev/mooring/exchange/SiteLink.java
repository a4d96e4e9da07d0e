package dev.mooring.exchange;

import dev.mooring.event.EventLink;
import dev.mooring.event.EventOutcome;
import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.PublishListener;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.site.Site;
import dev.mooring.site.SiteMeters.Event;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A site's session as an event client uses it. The site itself sees to its life. */
record SiteLink(Site site) implements EventLink {

    @Override
    public String name() {
        return site.name();
    }

    @Override
    public String clientId() {
        return site.clientId();
    }

    @Override
    public String below(String topic) {
        return site.settings().below(topic);
    }

    @Override
    public Context context() {
        return site.context();
    }

    @Override
    public boolean speaksVersion5() {
        return site.state() instanceof ConnectionState.Connected now
                && now.protocolVersion().equals(ProtocolVersion.V5.text());
    }

    @Override
    public boolean connected() {
        return site.connected();
    }

    /** The site has a will of its own already, on its status topic. */
    @Override
    public Future<Void> start(Optional<Supplier<OutboundMessage>> will) {
        return Future.succeededFuture();
    }

    @Override
    public void whenConnected(Consumer<Boolean> listener) {
        site.whenConnected(listener);
    }

    @Override
    public void publish(OutboundMessage message, PublishListener done) {
        site.publish(message, done);
    }

    @Override
    public Subscription subscribe(TopicFilter filter, QoS qos, MessageHandler handler) {
        return site.subscribe(filter, qos, handler);
    }

    @Override
    public Future<Boolean> probe() {
        return site.probe();
    }

    @Override
    public void reconnect() {
        site.reconnect();
    }

    @Override
    public Future<Void> stop(Duration deadline) {
        return Future.succeededFuture();
    }

    @Override
    public void count(EventOutcome outcome) {
        site.meters().count(event(outcome));
    }

    @Override
    public long countOf(EventOutcome outcome) {
        return site.meters().counted(event(outcome));
    }

    private static Event event(EventOutcome outcome) {
        return switch (outcome) {
            case HANDLED -> Event.HANDLED;
            case FAILED -> Event.FAILED;
            case RETRIED -> Event.RETRIED;
            case DUPLICATE -> Event.DUPLICATE;
            case UNDECODABLE -> Event.UNDECODABLE;
            case DEAD_LETTERED -> Event.DEAD_LETTERED;
            case DROPPED -> Event.DROPPED;
            case UNWANTED -> Event.UNWANTED;
        };
    }
}
