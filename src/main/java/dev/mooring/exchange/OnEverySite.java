package dev.mooring.exchange;

import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A subscription at all sites, also at those that appear while it lasts. Safe on any thread. */
final class OnEverySite implements Subscription {

    private final TopicFilter filter;
    private final List<Subscription> all = new CopyOnWriteArrayList<>();
    private volatile boolean cancelled;

    OnEverySite(String filter) {
        this.filter = new TopicFilter(filter);
    }

    void add(Supplier<Subscription> one) {
        if (!cancelled) {
            all.add(one.get());
        }
        if (cancelled) {
            cancel(); // meanwhile; to cancel twice does nothing
        }
    }

    @Override
    public TopicFilter filter() {
        return filter;
    }

    @Override
    public void cancel() {
        cancelled = true;
        all.forEach(Subscription::cancel);
    }
}
