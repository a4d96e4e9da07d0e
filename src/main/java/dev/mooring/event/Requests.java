package dev.mooring.event;

import dev.mooring.mqtt.Acknowledgement;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageHandler;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Requests that wait for their replies. A reply is matched by the correlation data of MQTT 5, else by the sender's {@code
 * correlate} key, else by its id, where the Python services put it. State belongs to the event loop of the link.
 */
final class Requests {

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int MAX_REPLY_TOPICS = 1024;

    private final EventLink link;
    private final EventDecoder decoder;
    private final int maxPending;
    private final AtomicInteger size = new AtomicInteger();
    private final Map<String, Pending> pending = new HashMap<>();
    private final Set<TopicFilter> replyTopics = new HashSet<>();
    private boolean stopped;

    Requests(EventLink link, EventDecoder decoder, int maxPending) {
        this.link = link;
        this.decoder = decoder;
        this.maxPending = maxPending;
    }

    /**
     * Sends a request, and waits for its reply.
     *
     * @param id      what the reply carries
     * @param replies where replies come
     * @param send    publishes the request
     */
    Uni<IncomingEvent> await(String id, TopicFilter replies, Duration timeout, Function<String, Uni<Void>> send) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "timeout of a request must be above 0 s and at most 1 day, got: " + timeout);
        }
        return Uni.createFrom().emitter(emitter -> {
            if (size.incrementAndGet() > maxPending) {
                size.decrementAndGet();
                emitter.fail(new RequestException(
                        RequestException.Reason.TOO_MANY, maxPending + " requests wait for their replies already"));
                return;
            }
            link.context().runOnContext(v -> begin(new Pending(id, emitter, timeout), replies, send));
        });
    }

    private void begin(Pending request, TopicFilter replies, Function<String, Uni<Void>> send) {
        Pending other = pending.putIfAbsent(request.id, request);
        if (other != null || stopped || !listens(replies)) {
            size.decrementAndGet();
            if (other == null) {
                pending.remove(request.id);
            }
            request.emitter.fail(
                    stopped
                            ? stoppedMeanwhile()
                            : new RequestException(
                                    RequestException.Reason.TOO_MANY,
                                    other != null
                                            ? "a request with this correlation id waits already"
                                            : "replies come on more than " + MAX_REPLY_TOPICS + " topics already"));
            return;
        }
        request.timer = link.context().owner().setTimer(Math.max(1, request.timeout.toMillis()), id -> link.context()
                .runOnContext(v -> expired(request)));
        request.emitter.onTermination(() -> link.context().runOnContext(v -> remove(request)));
        send.apply(request.id).subscribe().with(sent -> {}, failure -> link.context()
                .runOnContext(v -> {
                    if (remove(request)) {
                        request.emitter.fail(failure);
                    }
                }));
    }

    /** Once subscribed, a reply topic stays so: the next request will want it, and its subscription takes a round trip. */
    private boolean listens(TopicFilter replies) {
        if (replyTopics.contains(replies)) {
            return true;
        }
        if (replyTopics.size() >= MAX_REPLY_TOPICS) {
            return false;
        }
        replyTopics.add(replies);
        link.subscribe(replies, QoS.AT_LEAST_ONCE, new Replies());
        return true;
    }

    private void expired(Pending request) {
        if (remove(request)) {
            request.emitter.fail(
                    new RequestException(RequestException.Reason.TIMEOUT, "no reply within " + request.timeout));
        }
    }

    private boolean remove(Pending request) {
        if (!pending.remove(request.id, request)) {
            return false;
        }
        size.decrementAndGet();
        link.context().owner().cancelTimer(request.timer);
        return true;
    }

    /** Fails all that wait. */
    void stop() {
        link.context().runOnContext(v -> {
            stopped = true;
            List.copyOf(pending.values()).forEach(request -> {
                if (remove(request)) {
                    request.emitter.fail(stoppedMeanwhile());
                }
            });
        });
    }

    private static RequestException stoppedMeanwhile() {
        return new RequestException(RequestException.Reason.STOPPED, "the client was shut down");
    }

    /** One request; by identity. */
    private static final class Pending {
        private final String id;
        private final UniEmitter<? super IncomingEvent> emitter;
        private final Duration timeout;
        private long timer;

        Pending(String id, UniEmitter<? super IncomingEvent> emitter, Duration timeout) {
            this.id = id;
            this.emitter = emitter;
            this.timeout = timeout;
        }
    }

    /** Takes what comes on a reply topic, which others may use as well. */
    private final class Replies implements MessageHandler {
        @Override
        public void handle(InboundMessage message, Acknowledgement done) {
            try {
                IncomingEvent reply = decoder.decode(message);
                Pending request = asker(reply);
                if (request == null || !remove(request)) {
                    EventLog.LOG.unexpectedReply(link.name(), reply.id(), reply.topic());
                } else {
                    request.emitter.complete(reply);
                }
            } catch (UndecodableException e) {
                link.count(EventOutcome.UNDECODABLE);
                EventLog.LOG.undecodable(link.name(), message.topic().value(), String.valueOf(e.getMessage()));
            }
            done.run();
        }

        private @Nullable Pending asker(IncomingEvent reply) {
            Buffer correlation = reply.properties().correlationData();
            Pending byData = correlation == null ? null : pending.get(correlation.toString(UTF_8));
            return byData != null ? byData : pending.get(reply.correlationId());
        }
    }
}
