package dev.mooring.mqtt;

import java.util.List;

/** A SUBSCRIBE or an UNSUBSCRIBE that waits for its answer; forgotten with its connection. */
final class FilterExchange extends Exchange {

    private final List<TopicFilter> filters;

    FilterExchange(List<TopicFilter> filters) {
        this.filters = List.copyOf(filters);
    }

    List<TopicFilter> filters() {
        return filters;
    }
}
