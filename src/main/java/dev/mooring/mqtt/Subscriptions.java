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
        Map<TopicFilter, Wish> covered = new LinkedHashMap<>();
        Map<TopicFilter, Wish> apart = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (!refused.contains(entry.filter())) {
                boolean byItself = options && entry.options().apart();
                (byItself ? apart : covered).merge(entry.filter(), Wish.of(entry), Wish::and);
            }
        }
        Map<TopicFilter, Wish> wanted = fewest(covered);
        apart.forEach((filter, wish) -> wanted.merge(filter, wish, Wish::and));
        return wanted;
    }

    /** Those that no other covers, each with what the covered ones want. */
    private static Map<TopicFilter, Wish> fewest(Map<TopicFilter, Wish> all) {
        Coverage coverage = new Coverage(all.keySet());
        Map<TopicFilter, Wish> fewest = new LinkedHashMap<>();
        all.forEach((filter, wish) -> {
            if (coverage.of(filter).isEmpty()) {
                fewest.put(filter, wish);
            }
        });
        all.forEach((filter, wish) -> coverage.of(filter).stream()
                .filter(fewest::containsKey)
                .findFirst()
                .ifPresent(wider -> fewest.merge(wider, wish, Wish::and)));
        return fewest;
    }
}
