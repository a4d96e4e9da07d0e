package dev.mooring.mqtt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The handlers of a session, and what has to be subscribed for them. Safe on any thread. */
final class Subscriptions {

    /** One handler; null where a filter is to be subscribed although nobody handles it. */
    record Entry(TopicFilter filter, QoS qos, @Nullable MessageHandler handler) {}

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    void add(Entry entry) {
        entries.add(entry);
    }

    void remove(Entry entry) {
        entries.remove(entry);
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
        List<MessageHandler> found = new ArrayList<>(2);
        for (Entry entry : entries) {
            MessageHandler handler = entry.handler();
            if (handler != null && entry.filter().matches(topic)) {
                found.add(handler);
            }
        }
        return found;
    }

    /**
     * The fewest filters that bring every handler its messages: one that another covers is left out, so that no
     * broker delivers twice, and lends the other its quality of service. A filter that the broker refused covers none.
     */
    Map<TopicFilter, QoS> wanted(Set<TopicFilter> refused) {
        Map<TopicFilter, QoS> wanted = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (!refused.contains(entry.filter())) {
                insert(wanted, entry.filter(), entry.qos());
            }
        }
        return wanted;
    }

    private static void insert(Map<TopicFilter, QoS> wanted, TopicFilter filter, QoS qos) {
        for (Map.Entry<TopicFilter, QoS> each : wanted.entrySet()) {
            if (each.getKey().covers(filter)) {
                each.setValue(each.getValue().atLeast(qos));
                return;
            }
        }
        QoS strongest = qos;
        for (Map.Entry<TopicFilter, QoS> each : wanted.entrySet()) {
            if (filter.covers(each.getKey())) {
                strongest = strongest.atLeast(each.getValue());
            }
        }
        wanted.keySet().removeIf(filter::covers);
        wanted.put(filter, strongest);
    }
}
