package dev.mooring.broker;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;

/** Paho's form of {@link MessageProperties} and back. */
final class PahoProperties {

    private PahoProperties() {}

    static MqttProperties toPaho(MessageProperties properties) {
        MqttProperties paho = new MqttProperties();
        properties.contentType().ifPresent(paho::setContentType);
        properties.responseTopic().ifPresent(paho::setResponseTopic);
        properties.correlationData().ifPresent(data -> paho.setCorrelationData(bytes(data)));
        paho.setPayloadFormat(properties.text());
        properties.expiry().ifPresent(after -> paho.setMessageExpiryInterval(after.toSeconds()));
        paho.setUserProperties(properties.user().stream()
                .map(entry -> new UserProperty(entry.getKey(), entry.getValue()))
                .toList());
        return paho;
    }

    static MessageProperties fromPaho(@Nullable MqttProperties paho) {
        if (paho == null) {
            return MessageProperties.NONE;
        }
        return new MessageProperties(
                Optional.ofNullable(paho.getContentType()),
                Optional.ofNullable(paho.getResponseTopic()),
                Optional.ofNullable(paho.getCorrelationData()).map(ByteBuffer::wrap),
                paho.getPayloadFormat(),
                Optional.ofNullable(paho.getMessageExpiryInterval()).map(Duration::ofSeconds),
                user(paho),
                List.copyOf(paho.getSubscriptionIdentifiers()));
    }

    private static List<Map.Entry<String, String>> user(MqttProperties paho) {
        return paho.getUserProperties().stream()
                .map(property -> Map.entry(property.getKey(), property.getValue()))
                .toList();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
