package dev.mooring.broker;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.eclipse.paho.client.mqttv3.MqttTopic;
import org.jspecify.annotations.Nullable;

/** What a {@link LossyBroker} knows of one client, through all its connections. Guarded by the broker's lock. */
final class LossySession {

    /** Below what any client lets a broker send ahead. */
    private static final int WINDOW = 20;

    private static final int IDS = 0xFFFF;

    /** A message for this client. */
    private record Delivery(String topic, Buffer payload) {}

    private final Map<String, Integer> filters = new HashMap<>();
    private final Map<Integer, Delivery> underWay = new LinkedHashMap<>();
    private final Queue<Delivery> waiting = new ArrayDeque<>();
    private int lastId;
    private @Nullable ScriptedWire wire;
    private @Nullable ScriptedCodec codec;

    boolean isOn(ScriptedWire other) {
        return wire == other;
    }

    /** A new connection; the one before is nobody's any more. */
    void takeOver(ScriptedWire newWire, ScriptedCodec newCodec) {
        wire = newWire;
        codec = newCodec;
    }

    /** Its connection, if there is one, is over. */
    void hangUp() {
        if (wire != null) {
            LossyBroker.close(wire);
        }
    }

    void send(MqttMessage message) {
        if (wire != null && codec != null && wire.isOpen()) {
            // Should it fail, the reader notices as well.
            var unused = wire.write(codec.encode(message));
        }
    }

    /** What the connection before did not acknowledge, in order. */
    void sendAgain() {
        underWay.forEach((id, delivery) -> send(LossyBroker.publish(id, 1, true, delivery.topic, delivery.payload)));
    }

    void acknowledged(int id) {
        underWay.remove(id);
        sendNext();
    }

    void subscribe(MqttSubscribeMessage message) {
        int[] granted = message.payload().topicSubscriptions().stream()
                .mapToInt(each -> {
                    int qos = Math.min(1, each.qualityOfService().value());
                    filters.put(each.topicFilter(), qos);
                    return qos;
                })
                .toArray();
        send(ScriptedPackets.suback(message.variableHeader().messageId(), granted));
    }

    void unsubscribe(MqttUnsubscribeMessage message) {
        message.payload().topics().forEach(filters::remove);
        send(ScriptedPackets.unsuback(
                message.variableHeader().messageId(),
                new int[message.payload().topics().size()]));
    }

    /** Takes a message that somebody published, if it is for this client. */
    void deliver(String topic, int published, Buffer payload) {
        int wanted = filters.entrySet().stream()
                .filter(each -> MqttTopic.isMatched(each.getKey(), topic))
                .mapToInt(Map.Entry::getValue)
                .max()
                .orElse(-1);
        switch (Math.min(wanted, published)) {
            case 0 -> send(LossyBroker.publish(0, 0, false, topic, payload));
            case 1 -> {
                waiting.add(new Delivery(topic, payload));
                sendNext();
            }
            default -> {
                // Not for this client.
            }
        }
    }

    private void sendNext() {
        while (underWay.size() < WINDOW && !waiting.isEmpty()) {
            Delivery next = waiting.remove();
            lastId = lastId % IDS + 1;
            underWay.put(lastId, next);
            send(LossyBroker.publish(lastId, 1, false, next.topic, next.payload));
        }
    }
}
