package dev.mooring.event;

import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;
import java.util.List;

/** Several subscriptions of one handler. */
record Several(List<Subscription> all) implements Subscription {

    /** The first of them. */
    @Override
    public TopicFilter filter() {
        return all.get(0).filter();
    }

    @Override
    public void cancel() {
        all.forEach(Subscription::cancel);
    }
}
