package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packets in words that both codecs can be compared by. */
final class Words {

    private Words() {}

    static String publish(
            String topic,
            int qos,
            boolean retain,
            boolean duplicate,
            int id,
            List<PropertyValue> properties,
            String payload) {
        return "PUBLISH " + topic + " qos " + qos + " retain " + retain + " dup " + duplicate + " id " + id + " "
                + properties + " " + payload;
    }

    static String connAck(boolean sessionPresent, int code, List<PropertyValue> properties) {
        return "CONNACK " + sessionPresent + " " + code + " " + properties;
    }

    static String ack(String type, int id, int code, @Nullable Object reason) {
        return type + " " + id + " " + code + " " + reason;
    }

    static String acks(String type, int id, List<Integer> codes, @Nullable Object reason) {
        return type + " " + id + " " + codes + " " + reason;
    }

    static String reason(String type, int code, List<PropertyValue> properties) {
        return type + " " + code + " " + properties;
    }

    /** Says what Netty's message is; it must not have failed to decode. Releases it. */
    static String of(MqttMessage message) {
        if (message.decoderResult().isFailure()) {
            throw new AssertionError(
                    "Netty cannot decode", message.decoderResult().cause());
        }
        String type = message.fixedHeader().messageType().name();
        return switch (message.fixedHeader().messageType()) {
            case CONNECT ->
                connect((MqttConnectVariableHeader) message.variableHeader(), (MqttConnectPayload) message.payload());
            case CONNACK -> connAck((MqttConnAckVariableHeader) message.variableHeader());
            case PUBLISH -> publish((MqttPublishMessage) message);
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> ack(type, (MqttMessageIdVariableHeader) message.variableHeader());
            case SUBSCRIBE ->
                type + " " + idAndProperties(message) + " " + filters((MqttSubscribePayload) message.payload());
            case UNSUBSCRIBE ->
                type + " " + idAndProperties(message) + " " + ((MqttUnsubscribePayload) message.payload()).topics();
            case SUBACK ->
                acks(type, id(message), ((MqttSubAckPayload) message.payload()).reasonCodes(), reason(message));
            case UNSUBACK -> acks(type, id(message), unsubAckCodes((MqttUnsubAckMessage) message), reason(message));
            case PINGREQ, PINGRESP -> type;
            case DISCONNECT, AUTH -> disconnectOrAuth(type, message.variableHeader());
        };
    }

    private static String connect(MqttConnectVariableHeader header, MqttConnectPayload payload) {
        String will = header.isWillFlag()
                ? payload.willTopic() + " " + hex(payload.willMessageInBytes()) + " qos " + header.willQos()
                        + " retain " + header.isWillRetain() + " " + PropertyValue.from(payload.willProperties())
                : "none";
        return "CONNECT " + header.name() + " " + header.version() + " " + header.isCleanSession() + " "
                + header.keepAliveTimeSeconds() + " " + PropertyValue.from(header.properties()) + " client "
                + payload.clientIdentifier() + " user " + header.hasUserName() + " " + payload.userName()
                + " password " + header.hasPassword() + " " + hex(payload.passwordInBytes()) + " will " + will;
    }

    private static String connAck(MqttConnAckVariableHeader header) {
        return connAck(
                header.isSessionPresent(),
                header.connectReturnCode().byteValue() & 0xFF,
                PropertyValue.from(header.properties()));
    }

    private static String publish(MqttPublishMessage message) {
        try {
            return publish(
                    message.variableHeader().topicName(),
                    message.fixedHeader().qosLevel().value(),
                    message.fixedHeader().isRetain(),
                    message.fixedHeader().isDup(),
                    Math.max(0, message.variableHeader().packetId()),
                    PropertyValue.from(message.variableHeader().properties()),
                    hex(message.payload()));
        } finally {
            message.release();
        }
    }

    private static String ack(String type, MqttMessageIdVariableHeader header) {
        if (header instanceof MqttPubReplyMessageVariableHeader reply) {
            return ack(type, header.messageId(), reply.reasonCode() & 0xFF, reasonString(reply.properties()));
        }
        return ack(type, header.messageId(), 0, null);
    }

    private static List<Integer> unsubAckCodes(MqttUnsubAckMessage message) {
        return message.payload() == null
                ? List.of()
                : message.payload().unsubscribeReasonCodes().stream()
                        .map(code -> code & 0xFF)
                        .toList();
    }

    private static String disconnectOrAuth(String type, @Nullable Object header) {
        if (header instanceof MqttReasonCodeAndPropertiesVariableHeader reason) {
            return reason(type, reason.reasonCode() & 0xFF, PropertyValue.from(reason.properties()));
        }
        return reason(type, 0, List.of());
    }

    private static List<String> filters(MqttSubscribePayload payload) {
        return payload.topicSubscriptions().stream()
                .map(each -> each.topicFilter() + " " + each.option())
                .toList();
    }

    private static String idAndProperties(MqttMessage message) {
        return id(message)
                + " "
                + (message.variableHeader() instanceof MqttMessageIdAndPropertiesVariableHeader header
                        ? PropertyValue.from(header.properties())
                        : List.of());
    }

    private static int id(MqttMessage message) {
        return ((MqttMessageIdVariableHeader) message.variableHeader()).messageId();
    }

    private static @Nullable Object reason(MqttMessage message) {
        return message.variableHeader() instanceof MqttMessageIdAndPropertiesVariableHeader header
                ? reasonString(header.properties())
                : null;
    }

    private static @Nullable Object reasonString(MqttProperties properties) {
        MqttProperties.MqttProperty<?> property = properties.getProperty(Property.REASON_STRING.id());
        return property == null ? null : property.value();
    }

    static String hex(ByteBuf bytes) {
        return ByteBufUtil.hexDump(bytes);
    }

    private static String hex(byte @Nullable [] bytes) {
        return bytes == null ? "none" : HexFormat.of().formatHex(bytes);
    }

    static List<Integer> listOf(int[] codes) {
        return Arrays.stream(codes).boxed().toList();
    }
}
