package dev.mooring.mqtt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which handlers a topic has, remembered for the topics that came lately: a broker says the same few topics again and
 * again. Confined to the session's event loop.
 */
final class Routes {

    private static final int REMEMBERED = 256;

    /** The handlers of one topic; {@code inPlace} says that none of them looks at a message later. */
    record Route(TopicName topic, List<MessageHandler> handlers, boolean inPlace) {}

    private final Subscriptions subscriptions;
    private Route @Nullable [] remembered;
    private int version;

    Routes(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    /** All there are, whatever the topic. */
    List<MessageHandler> handlers() {
        return subscriptions.handlers();
    }

    Route of(TopicName topic) {
        Route[] routes = remembered;
        if (routes == null || version != subscriptions.version()) {
            version = subscriptions.version();
            routes = new Route[REMEMBERED];
            remembered = routes;
        }
        int place = spread(topic.hashCode());
        Route known = routes[place];
        if (known == null || !known.topic().equals(topic)) {
            known = find(topic);
            routes[place] = known;
        }
        return known;
    }

    private static int spread(int hash) {
        return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (REMEMBERED - 1);
    }

    private Route find(TopicName topic) {
        List<MessageHandler> handlers = subscriptions.matching(topic);
        boolean inPlace = handlers.stream().allMatch(MessageHandler::readsInPlace);
        return new Route(topic, List.copyOf(handlers), inPlace);
    }
}
