package dev.mooring.retained;

import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.SubscribeOptions;
import dev.mooring.mqtt.TopicFilter;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What retained messages were published with. Confined to the connection's event loop; made for one use. */
final class QosLookup {

    private final RetainedConnection connection;
    private final Map<String, QoS> found = new HashMap<>();

    QosLookup(RetainedConnection connection) {
        this.connection = connection;
    }

    /** Those that are gone by now are left out. */
    Future<Map<String, QoS>> of(List<String> topics) {
        connection.markAt(QoS.AT_LEAST_ONCE);
        for (String topic : topics) {
            TopicFilter exact = new TopicFilter(topic);
            connection.subscribe(exact, QoS.EXACTLY_ONCE, SubscribeOptions.APART, (message, done) -> {
                if (message.retained()) {
                    found.put(topic, message.qos());
                }
                done.run();
            });
        }
        return connection.settled().map(settled -> found);
    }
}
