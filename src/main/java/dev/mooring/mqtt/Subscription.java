package dev.mooring.mqtt;

/** Stands for a handler that was subscribed. */
public interface Subscription {

    /** The filter it was subscribed with. */
    TopicFilter filter();

    /** Takes the handler away, from any thread; twice does nothing. What it began may still finish. */
    void cancel();
}
