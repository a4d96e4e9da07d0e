package dev.mooring.event;

import dev.mooring.mqtt.Subscription;
import dev.mooring.mqtt.TopicFilter;

/** A subscription whose client wants to know when it is taken away. */
record Unsubscribing(Subscription subscription, Runnable whenCancelled) implements Subscription {

    @Override
    public TopicFilter filter() {
        return subscription.filter();
    }

    @Override
    public void cancel() {
        subscription.cancel();
        whenCancelled.run();
    }
}
