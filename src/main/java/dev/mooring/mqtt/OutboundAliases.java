package dev.mooring.mqtt;

import java.util.HashMap;
import java.util.Map;

/**
 * The topic aliases that we have set on this connection (MQTT 5.0, section 3.3.2.3.4): the first topics get the
 * numbers that the broker offers, and keep them. Confined to the connection's event loop.
 */
final class OutboundAliases {

    /** So that a look-up stays cheap, whatever a broker offers. */
    private static final int MOST = 64;
    /** An alias costs three bytes, and the topic it stands for two more than its length. */
    private static final int SHORTEST_TOPIC = 8;

    private final int maximum;
    private final Map<TopicName, Integer> numbers = new HashMap<>();

    OutboundAliases(int brokersMaximum) {
        this.maximum = Math.min(brokersMaximum, MOST);
    }

    /** The number of a topic; negative when it is set by the very packet that carries it, 0 when it has none. */
    int of(TopicName topic) {
        if (maximum == 0 || topic.utf8().length < SHORTEST_TOPIC) {
            return 0;
        }
        Integer known = numbers.get(topic);
        if (known != null) {
            return known;
        }
        if (numbers.size() == maximum) {
            return 0;
        }
        int number = numbers.size() + 1;
        numbers.put(topic, number);
        return -number;
    }
}
