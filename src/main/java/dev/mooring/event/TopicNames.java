package dev.mooring.event;

import dev.mooring.mqtt.TopicName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Topic names that were used before, so that they are checked and turned into bytes once. Of a client that uses very many
 * topics, only the first are kept. Safe on any thread.
 */
final class TopicNames {

    private static final int MOST = 1024;

    private final Map<String, TopicName> known = new ConcurrentHashMap<>();

    /** @throws IllegalArgumentException when {@code topic} is no topic name */
    TopicName of(String topic) {
        TopicName name = known.get(topic);
        if (name == null) {
            name = new TopicName(topic);
            if (known.size() < MOST) {
                known.put(topic, name);
            }
        }
        return name;
    }
}
