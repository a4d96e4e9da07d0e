package dev.mooring.mqtt;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the broker has subscribed in line with what the handlers want. Confined to the session's event loop.
 */
final class SubscribedFilters {

    private static final Duration SUBACK_TIMEOUT = Duration.ofSeconds(10);

    private final Context context;
    private final Subscriptions subscriptions;
    private final SessionListener listener;

    private final Map<TopicFilter, QoS> subscribed = new HashMap<>();
    private final Set<TopicFilter> refused = new HashSet<>();
    /** What the last connection had subscribed: the broker still knows it, even if nobody wants it any more. */
    private final Set<TopicFilter> leftBehind = new HashSet<>();

    private MqttTransport.@Nullable Link link;
    private int awaitedSubacks;

    SubscribedFilters(Context context, Subscriptions subscriptions, SessionListener listener) {
        this.context = context;
        this.subscriptions = subscriptions;
        this.listener = listener;
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
        }
        subscribed.clear();
        refused.clear();
        awaitedSubacks = 0;
        sync();
    }

    /** There is no connection, or none that anything more is subscribed on. */
    void rest() {
        link = null;
    }

    /** Subscribes what is wanted and is not; unsubscribes what nobody wants any more. */
    void sync() {
        MqttTransport.Link current = link;
        if (current == null) {
            return;
        }
        Map<TopicFilter, QoS> missing = new HashMap<>(subscriptions.wanted(refused));
        missing.entrySet().removeIf(each -> subscribed.get(each.getKey()) == each.getValue());
        if (!missing.isEmpty()) {
            subscribe(missing, current);
        } else if (awaitedSubacks == 0) {
            unsubscribeSuperfluous(current);
        }
    }

    private void subscribe(Map<TopicFilter, QoS> missing, MqttTransport.Link over) {
        subscribed.putAll(missing);
        awaitedSubacks++;
        Future<Map<TopicFilter, Boolean>> answer = over.subscribe(missing);
        context.owner()
                .setTimer(
                        SUBACK_TIMEOUT.toMillis(),
                        id -> context.runOnContext(v -> {
                            if (!answer.isComplete() && link == over) {
                                over.disconnect();
                            }
                        }));
        answer.onSuccess(granted -> {
            if (link == over) {
                answered(granted);
            }
        });
    }

    private void answered(Map<TopicFilter, Boolean> granted) {
        awaitedSubacks--;
        granted.forEach((filter, ok) -> {
            if (!ok) {
                refused.add(filter);
                subscribed.remove(filter);
                listener.subscriptionRefused(filter);
            }
        });
        sync(); // what a refused filter would have covered is wanted by itself now
    }

    /**
     * What is superfluous now, not when something was subscribed in its place: it may be wanted again, or the other may
     * be refused.
     */
    private void unsubscribeSuperfluous(MqttTransport.Link over) {
        Set<TopicFilter> superfluous = new HashSet<>(subscribed.keySet());
        superfluous.addAll(leftBehind);
        leftBehind.clear();
        superfluous.removeAll(subscriptions.wanted(refused).keySet());
        subscribed.keySet().removeAll(superfluous);
        superfluous.forEach(over::unsubscribe);
    }
}
