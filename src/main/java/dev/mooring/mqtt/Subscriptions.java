package dev.mooring.mqtt;

import dev.mooring.mqtt.topic.TopicTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The handlers of a session, and what has to be subscribed for them. Safe on any thread. */
final class Subscriptions {

    /** One handler; null where a filter is to be subscribed although nobody handles it. */
    record Entry(
            TopicFilter filter,
            QoS qos,
            SubscribeOptions options,
            @Nullable MessageHandler handler) {}

    /** What a broker is asked for. */
    record Wish(QoS qos, boolean noLocal, boolean retainAsPublished) {

        private static Wish of(Entry entry) {
            SubscribeOptions options = entry.options();
            return new Wish(entry.qos(), options.noLocal(), options.retainAsPublished());
        }

        /** What serves both: nobody misses anything. */
        private Wish and(Wish other) {
            return new Wish(
                    qos.atLeast(other.qos), noLocal && other.noLocal, retainAsPublished || other.retainAsPublished);
        }
    }

    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final TopicTree<MessageHandler> tree = new TopicTree<>();
    private final AtomicInteger version = new AtomicInteger();

    void add(Entry entry) {
        MessageHandler handler = entry.handler();
        if (handler != null) {
            tree.add(entry.filter().unshared(), handler);
        }
        entries.add(entry);
        version.incrementAndGet();
    }

    void remove(Entry entry) {
        if (entries.remove(entry)) {
            MessageHandler handler = entry.handler();
            if (handler != null) {
                tree.remove(entry.filter().unshared(), handler);
            }
            version.incrementAndGet();
        }
    }

    /** Another number after each change. */
    int version() {
        return version.get();
    }

    List<MessageHandler> handlers() {
        List<MessageHandler> handlers = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.handler() != null) {
                handlers.add(entry.handler());
            }
        }
        return handlers;
    }

    List<MessageHandler> matching(TopicName topic) {
        return tree.match(topic.value());
    }

    /**
     * The fewest filters that bring every handler its messages: one that another covers is left out, so that no
     * broker delivers twice, and lends the other what it wants. A filter that the broker refused covers none, and one
     * that is to be apart is covered by none.
     *
     * @param options whether the broker knows what MQTT 5 lets a subscriber ask for: if not, nothing is apart
     */
    Map<TopicFilter, Wish> wanted(Set<TopicFilter> refused, boolean options) {
        Map<TopicFilter, Wish> wanted = new LinkedHashMap<>();
        Map<TopicFilter, Wish> apart = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (refused.contains(entry.filter())) {
                continue;
            }
            if (options && entry.options().apart()) {
                apart.merge(entry.filter(), Wish.of(entry), Wish::and);
            } else {
                insert(wanted, entry.filter(), Wish.of(entry));
            }
        }
        apart.forEach((filter, wish) -> wanted.merge(filter, wish, Wish::and));
        return wanted;
    }

    private static void insert(Map<TopicFilter, Wish> wanted, TopicFilter filter, Wish wish) {
        for (Map.Entry<TopicFilter, Wish> each : wanted.entrySet()) {
            if (each.getKey().covers(filter)) {
                each.setValue(each.getValue().and(wish));
                return;
            }
        }
        Wish strongest = wish;
        for (Map.Entry<TopicFilter, Wish> each : wanted.entrySet()) {
            if (filter.covers(each.getKey())) {
                strongest = strongest.and(each.getValue());
            }
        }
        wanted.keySet().removeIf(filter::covers);
        wanted.put(filter, strongest);
    }
}
