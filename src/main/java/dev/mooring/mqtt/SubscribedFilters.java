package dev.mooring.mqtt;

import dev.mooring.mqtt.Subscriptions.Wish;
import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.mqtt.codec.ReasonCode;
import dev.mooring.mqtt.codec.SubscriptionRequest;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the broker has subscribed in line with what the handlers want. Confined to the session's event loop.
 */
final class SubscribedFilters {

    /** So that one packet stays below what any broker takes. */
    private static final int FILTERS_PER_PACKET = 100;

    /** Retained messages come with every SUBSCRIBE, or only where the subscription is new (section 3.8.3.1). */
    private static final int RETAINED_ALWAYS = 0;

    private static final int RETAINED_IF_NEW = 1;

    private final Context context;
    private final PacketIds<Exchange> ids;
    private final Subscriptions subscriptions;
    private final SessionListener listener;
    private final Duration answerTimeout;

    private final Map<TopicFilter, Wish> subscribed = new HashMap<>();
    private final Set<TopicFilter> refused = new HashSet<>();
    /** What connections before had subscribed: the broker may still know it, even if nobody wants it any more. */
    private final Set<TopicFilter> leftBehind = new HashSet<>();
    /** What the broker said yes to, so that retained messages came; not what a lost connection left unanswered. */
    private final Set<TopicFilter> granted = new HashSet<>();

    /** Set by any thread, after it has changed what is wanted. */
    private volatile boolean changed;

    private MqttTransport.@Nullable Link link;
    private int awaitedSubacks;
    /** When the broker answered last; it takes one packet after the other. */
    private long answeredNanos = System.nanoTime();

    /** @param answerTimeout a broker that has not answered a SUBSCRIBE by then never will */
    SubscribedFilters(
            Context context,
            PacketIds<Exchange> ids,
            Subscriptions subscriptions,
            SessionListener listener,
            Duration answerTimeout) {
        this.context = context;
        this.ids = ids;
        this.subscriptions = subscriptions;
        this.listener = listener;
        this.answerTimeout = answerTimeout;
    }

    /**
     * Subscribes everything on a new connection, also when the broker says "session present": some say so wrongly.
     *
     * @param sessionKept whether the broker may still know what the last connection subscribed
     */
    void connected(MqttTransport.Link newLink, boolean sessionKept) {
        link = newLink;
        if (sessionKept) {
            leftBehind.addAll(subscribed.keySet());
        } else {
            leftBehind.clear();
            granted.clear();
        }
        subscribed.clear();
        refused.clear();
        awaitedSubacks = 0;
        sync();
    }

    /**
     * The connection is gone, and with it every answer that was awaited. Who knows whether the broker got an UNSUBSCRIBE
     * that it did not answer: it is told again.
     */
    void disconnected() {
        rest();
        ids.forEach(exchange -> {
            if (exchange instanceof FilterExchange unanswered) {
                leftBehind.addAll(unanswered.filters());
                ids.release(unanswered.packetId());
            }
        });
    }

    /** There is no connection that anything more is subscribed on. */
    void rest() {
        link = null;
    }

    /**
     * What is wanted has changed. Any thread; what that thread publishes afterwards is sent behind the SUBSCRIBE, so that
     * who asks a question gets the answer.
     */
    void changed() {
        changed = true;
        context.runOnContext(v -> syncIfChanged());
    }

    void syncIfChanged() {
        if (changed) {
            sync();
        }
    }

    /** Subscribes what is wanted and is not; unsubscribes what nobody wants any more. */
    void sync() {
        changed = false;
        MqttTransport.Link current = link;
        if (current == null) {
            return;
        }
        Map<TopicFilter, Wish> missing = new HashMap<>(wanted(current));
        missing.entrySet().removeIf(each -> each.getValue().equals(subscribed.get(each.getKey())));
        if (!missing.isEmpty()) {
            subscribe(missing, current);
        } else if (awaitedSubacks == 0) {
            unsubscribeSuperfluous(current);
        }
        current.flush();
    }

    private Map<TopicFilter, Wish> wanted(MqttTransport.Link over) {
        return subscriptions.wanted(refused, over.answer().version() == ProtocolVersion.V5);
    }

    private void subscribe(Map<TopicFilter, Wish> missing, MqttTransport.Link over) {
        subscribed.putAll(missing);
        for (List<TopicFilter> part : parts(missing.keySet())) {
            List<SubscriptionRequest> requests = new ArrayList<>();
            part.forEach(filter -> requests.add(request(filter, missing)));
            awaitedSubacks++;
            over.subscribe(take(part, over), requests);
        }
    }

    /**
     * A filter that an earlier connection had subscribed for this very process has had its retained messages; one of an
     * earlier process has not, although the broker may know it.
     */
    private SubscriptionRequest request(TopicFilter filter, Map<TopicFilter, Wish> wishes) {
        Wish wish = wishes.getOrDefault(filter, new Wish(QoS.AT_MOST_ONCE, false, false));
        boolean shared = !filter.unshared().equals(filter.value()); // for which No Local is an error (section 3.8.3.1)
        return new SubscriptionRequest(
                filter.value(),
                wish.qos().level(),
                wish.noLocal() && !shared,
                wish.retainAsPublished(),
                leftBehind.contains(filter) && granted.contains(filter) ? RETAINED_IF_NEW : RETAINED_ALWAYS);
    }

    private static List<List<TopicFilter>> parts(Set<TopicFilter> filters) {
        List<TopicFilter> all = List.copyOf(filters);
        List<List<TopicFilter>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += FILTERS_PER_PACKET) {
            parts.add(all.subList(from, Math.min(all.size(), from + FILTERS_PER_PACKET)));
        }
        return parts;
    }

    /** An id for a packet whose answer must come in time. */
    private int take(List<TopicFilter> filters, MqttTransport.Link over) {
        FilterExchange exchange = new FilterExchange(filters);
        exchange.packetId(ids.take(exchange));
        int id = exchange.packetId();
        expectAnswer(id, exchange, over);
        return id;
    }

    /**
     * The broker has its time again when it answered another packet meanwhile: some take long for each that finds much. And
     * when the answer may wait behind what slow handlers do not take.
     */
    private void expectAnswer(int id, FilterExchange exchange, MqttTransport.Link over) {
        long since = System.nanoTime();
        context.owner()
                .setTimer(
                        answerTimeout.toMillis(),
                        timer -> context.runOnContext(v -> {
                            if (link != over || ids.get(id) != exchange) {
                                return;
                            }
                            boolean answersOthers = answeredNanos - since >= 0;
                            if (over.hasReadSince(since) && !answersOthers) {
                                over.abort(new CloseReason(
                                        CloseReason.Kind.KEEP_ALIVE_TIMEOUT,
                                        "the broker has not answered a SUBSCRIBE within " + answerTimeout));
                            } else {
                                expectAnswer(id, exchange, over);
                            }
                        }));
    }

    void subAck(int packetId, int[] reasonCodes) {
        if (link == null || !(ids.get(packetId) instanceof FilterExchange exchange)) {
            return;
        }
        ids.release(packetId);
        awaitedSubacks--;
        answeredNanos = System.nanoTime();
        for (int i = 0; i < exchange.filters().size(); i++) {
            TopicFilter filter = exchange.filters().get(i);
            if (i >= reasonCodes.length || ReasonCode.failed(reasonCodes[i])) {
                refuse(filter);
            } else {
                granted.add(filter);
            }
        }
        sync(); // what a refused filter would have covered is wanted by itself now
    }

    private void refuse(TopicFilter filter) {
        refused.add(filter);
        subscribed.remove(filter);
        listener.subscriptionRefused(filter);
    }

    void unsubAck(int packetId) {
        if (ids.get(packetId) instanceof FilterExchange) {
            ids.release(packetId);
        }
    }

    /**
     * What is superfluous now, not when something was subscribed in its place: it may be wanted again, or the other may
     * be refused.
     */
    private void unsubscribeSuperfluous(MqttTransport.Link over) {
        Set<TopicFilter> superfluous = new HashSet<>(subscribed.keySet());
        superfluous.addAll(leftBehind);
        leftBehind.clear();
        superfluous.removeAll(wanted(over).keySet());
        subscribed.keySet().removeAll(superfluous);
        granted.removeAll(superfluous);
        for (List<TopicFilter> part : parts(superfluous)) {
            FilterExchange exchange = new FilterExchange(part);
            exchange.packetId(ids.take(exchange));
            over.unsubscribe(
                    exchange.packetId(), part.stream().map(TopicFilter::value).toList());
        }
    }
}
