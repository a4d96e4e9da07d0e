package dev.mooring.event;

import dev.mooring.mqtt.Acknowledgement;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one handler of an {@link EventClient} gets: decoded, filtered, deduplicated, and spread over its lanes by topic.
 * Confined to the event loop of its link.
 */
final class Intake implements MessageHandler, HandlerLane.Owner {

    private static final Duration PAUSE_OF_DROP_LOG = Duration.ofSeconds(10);

    private final EventLink link;
    private final String filter;
    private final SubscriptionOptions options;
    private final EventDecoder decoder;
    private final Burial burial;
    private final @Nullable Deduplicator deduplicator;
    private final Context context;
    private final boolean wantsDeadLetters;
    private final HandlerLane[] lanes;
    private int burying;
    private @Nullable Promise<Void> buried;
    private long dropped;
    private boolean dropLogPauses;

    /** @param filter what it was subscribed with, for logs and to know whether dead letters are meant */
    Intake(
            EventLink link,
            TopicFilter filter,
            SubscriptionOptions options,
            Invocation invocation,
            EventDecoder decoder,
            Burial burial,
            @Nullable Deduplicator deduplicator) {
        this.link = link;
        this.filter = filter.value();
        this.options = options;
        this.decoder = decoder;
        this.burial = burial;
        this.deduplicator = deduplicator;
        this.context = link.context();
        this.wantsDeadLetters = DeadLetter.areMeantBy(filter);
        this.lanes = new HandlerLane[options.concurrency()];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new HandlerLane(invocation, options, context, this);
        }
    }

    @Override
    public void handle(InboundMessage message, Acknowledgement done) {
        String topic = message.topic().value();
        if (!wantsDeadLetters && DeadLetter.isOne(topic)) {
            done.run();
            return;
        }
        try {
            admit(decoder.decode(message), done);
        } catch (UndecodableException e) {
            undecodable(message, e);
            bury(message, String.valueOf(e.getMessage()), done, () -> {});
        } catch (RuntimeException e) {
            // The predicate is the user's.
            link.count(EventOutcome.FAILED);
            bury(message, e.toString(), done, () -> {});
        }
    }

    private void admit(IncomingEvent event, Acknowledgement done) {
        if (!options.wanted().test(event)) {
            link.count(EventOutcome.UNWANTED);
            done.run();
            return;
        }
        Deduplicator known = deduplicator;
        if (known == null) {
            offer(new Delivery(event, done, null));
            return;
        }
        EventKey key = EventKey.of(event.head(), event.payload());
        switch (known.admit(key, event.qos() == QoS.AT_MOST_ONCE ? null : done)) {
            case FIRST -> offer(new Delivery(event, done, key));
            case HANDLED -> {
                duplicate(event);
                done.run();
            }
            case IN_PROGRESS -> duplicate(event);
        }
    }

    private void duplicate(IncomingEvent event) {
        link.count(EventOutcome.DUPLICATE);
        EventLog.LOG.duplicate(link.name(), event.id(), event.topic());
    }

    private void offer(Delivery delivery) {
        // Those of one topic stay in order.
        int lane = lanes.length == 1 ? 0 : Math.floorMod(delivery.topic().hashCode(), lanes.length);
        if (!lanes[lane].offer(delivery)) {
            drop(delivery);
        }
    }

    private void drop(Delivery delivery) {
        link.count(EventOutcome.DROPPED);
        abandoned(delivery);
        delivery.acknowledge();
        dropped++;
        if (!dropLogPauses) {
            logDropped();
            dropLogPauses = true;
            context.owner()
                    .setTimer(
                            PAUSE_OF_DROP_LOG.toMillis(),
                            id -> context.runOnContext(v -> {
                                dropLogPauses = false;
                                logDropped();
                            }));
        }
    }

    private void logDropped() {
        if (dropped > 0) {
            EventLog.LOG.dropped(link.name(), dropped, filter, options.bufferSize());
            dropped = 0;
        }
    }

    @Override
    public void handled(Delivery delivery) {
        link.count(EventOutcome.HANDLED);
        finished(delivery);
    }

    /** Handled, or among the dead letters. */
    private void finished(Delivery delivery) {
        delivery.acknowledge();
        EventKey key = delivery.key();
        if (deduplicator != null && key != null) {
            deduplicator.done(key);
        }
    }

    @Override
    public void bury(Delivery delivery, String error) {
        bury(delivery.event().message(), error, () -> finished(delivery), () -> abandoned(delivery));
    }

    /** @param refused it stays with the broker, which will send it again; what knows it must not wait for it */
    private void bury(InboundMessage message, String error, Runnable done, Runnable refused) {
        burying++;
        burial.bury(message, error, there -> {
            (there ? done : refused).run();
            burying--;
            answerIfBuried();
        });
    }

    @Override
    public void abandoned(Delivery delivery) {
        EventKey key = delivery.key();
        if (deduplicator != null && key != null) {
            deduplicator.forget(key);
        }
    }

    @Override
    public void count(EventOutcome outcome) {
        link.count(outcome);
    }

    @Override
    public void failed(Delivery delivery, @Nullable Throwable reason) {
        IncomingEvent event = delivery.event();
        if (reason instanceof UndecodableException e) {
            undecodable(event.message(), e);
            return;
        }
        link.count(EventOutcome.FAILED);
        if (reason == null) {
            EventLog.LOG.handlerOverdue(link.name(), event.id(), event.topic(), options.handlerTimeout());
        } else {
            EventLog.LOG.handlerFailed(
                    link.name(), event.id(), event.topic(), delivery.attempts(), String.valueOf(reason));
        }
    }

    private void undecodable(InboundMessage message, UndecodableException why) {
        link.count(EventOutcome.UNDECODABLE);
        EventLog.LOG.undecodable(link.name(), message.topic().value(), String.valueOf(why.getMessage()));
    }

    @Override
    public void resumed() {
        int copies = 0;
        for (HandlerLane lane : lanes) {
            copies += lane.resumed();
        }
        if (copies > 0) {
            EventLog.LOG.superseded(link.name(), copies, filter);
        }
    }

    @Override
    public Future<Void> quiesce() {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(v -> {
            List<Future<Void>> quiet = new ArrayList<>();
            for (HandlerLane lane : lanes) {
                quiet.add(lane.quiesce());
            }
            Future.join(quiet).compose(all -> untilBuried()).onComplete(promise);
        });
        return promise.future();
    }

    private Future<Void> untilBuried() {
        Promise<Void> promise = buried == null ? Promise.promise() : buried;
        buried = promise;
        answerIfBuried();
        return promise.future();
    }

    private void answerIfBuried() {
        if (burying == 0 && buried != null) {
            buried.tryComplete();
        }
    }
}
