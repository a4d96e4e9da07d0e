package dev.mooring.mqtt.codec;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnAckVariableHeader;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** What a server sends, as Netty's messages; suppliers, because a message is used up when it is written. */
final class ServerPackets {

    private static final Arbitrary<Integer> IDS = Arbitraries.integers().between(1, 65_535);
    private static final Arbitrary<Boolean> FLAGS = Arbitraries.of(true, false);
    private static final Arbitrary<Integer> CODES = Arbitraries.of(0, 1, 2, 0x80, 0x83, 0x87, 0x8F, 0x97, 0xA2);

    private final boolean version5;

    private ServerPackets(ProtocolVersion version) {
        this.version5 = version == ProtocolVersion.V5;
    }

    static Arbitrary<Supplier<MqttMessage>> of(ProtocolVersion version) {
        return Arbitraries.oneOf(new ServerPackets(version).kinds());
    }

    /** One arbitrary for each type of packet. */
    static List<Arbitrary<Supplier<MqttMessage>>> kindsOf(ProtocolVersion version) {
        return new ServerPackets(version).kinds();
    }

    private List<Arbitrary<Supplier<MqttMessage>>> kinds() {
        List<Arbitrary<Supplier<MqttMessage>>> kinds = new ArrayList<>(List.of(
                connAck(),
                publish(),
                ack(MqttMessageType.PUBACK, In.PUBACK),
                ack(MqttMessageType.PUBREC, In.PUBREC),
                ack(MqttMessageType.PUBREL, In.PUBREL),
                ack(MqttMessageType.PUBCOMP, In.PUBCOMP),
                subAck(),
                unsubAck(),
                Arbitraries.just(() -> MqttMessage.PINGRESP)));
        if (version5) {
            kinds.add(disconnectOrAuth(MqttMessageType.DISCONNECT, PropertyValue.inServersDisconnect()));
            kinds.add(disconnectOrAuth(MqttMessageType.AUTH, PropertyValue.in(In.AUTH)));
        }
        return kinds;
    }

    private Arbitrary<List<PropertyValue>> properties(int packet) {
        return version5 ? PropertyValue.in(packet) : Arbitraries.just(List.of());
    }

    private Arbitrary<Supplier<MqttMessage>> connAck() {
        Arbitrary<Integer> codes =
                version5 ? Arbitraries.of(0, 0x80, 0x84, 0x85, 0x87, 0x9F) : Arbitraries.of(0, 1, 2, 3, 4, 5);
        return Combinators.combine(FLAGS, codes, properties(In.CONNACK))
                .as((sessionPresent, code, properties) -> () -> new MqttConnAckMessage(
                        header(MqttMessageType.CONNACK),
                        new MqttConnAckVariableHeader(
                                MqttConnectReturnCode.valueOf(code.byteValue()),
                                sessionPresent,
                                PropertyValue.toNetty(properties))));
    }

    private Arbitrary<Supplier<MqttMessage>> publish() {
        return Combinators.combine(
                        Texts.topic(),
                        Arbitraries.integers().between(0, 2),
                        FLAGS,
                        FLAGS,
                        IDS,
                        properties(In.PUBLISH),
                        Texts.bytes())
                .as((topic, qos, retain, dup, id, properties, payload) -> () -> new MqttPublishMessage(
                        new MqttFixedHeader(MqttMessageType.PUBLISH, dup && qos > 0, MqttQoS.valueOf(qos), retain, 0),
                        new MqttPublishVariableHeader(topic, qos == 0 ? 0 : id, PropertyValue.toNetty(properties)),
                        Unpooled.wrappedBuffer(payload)));
    }

    private Arbitrary<Supplier<MqttMessage>> ack(MqttMessageType type, int packet) {
        return Combinators.combine(IDS, version5 ? CODES : Arbitraries.just(0), properties(packet))
                .as((id, code, properties) -> () -> new MqttMessage(
                        header(type),
                        new MqttPubReplyMessageVariableHeader(
                                id, code.byteValue(), PropertyValue.toNetty(properties))));
    }

    private Arbitrary<Supplier<MqttMessage>> subAck() {
        Arbitrary<Integer> codes = version5 ? CODES : Arbitraries.of(0, 1, 2, 0x80);
        return Combinators.combine(IDS, codes.list().ofMinSize(1).ofMaxSize(5), properties(In.SUBACK))
                .as((id, granted, properties) -> () -> new MqttSubAckMessage(
                        header(MqttMessageType.SUBACK),
                        idAndProperties(id, properties),
                        new MqttSubAckPayload(granted)));
    }

    private Arbitrary<Supplier<MqttMessage>> unsubAck() {
        Arbitrary<Optional<List<Integer>>> codes = version5
                ? Arbitraries.of(0, 0x11, 0x80, 0x87)
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(5)
                        .map(Optional::of)
                : Arbitraries.just(Optional.empty());
        return Combinators.combine(IDS, codes, properties(In.UNSUBACK))
                .as((id, reasons, properties) -> () -> new MqttUnsubAckMessage(
                        header(MqttMessageType.UNSUBACK),
                        idAndProperties(id, properties),
                        new MqttUnsubAckPayload(reasons.orElse(List.of()).stream()
                                .map(Integer::shortValue)
                                .toList())));
    }

    private static Arbitrary<Supplier<MqttMessage>> disconnectOrAuth(
            MqttMessageType type, Arbitrary<List<PropertyValue>> propertySets) {
        return Combinators.combine(Arbitraries.of(0, 0x18, 0x8B, 0x8E, 0x9C), propertySets)
                .as((code, properties) -> () -> new MqttMessage(
                        header(type),
                        new MqttReasonCodeAndPropertiesVariableHeader(
                                code.byteValue(), PropertyValue.toNetty(properties))));
    }

    private static MqttMessageIdAndPropertiesVariableHeader idAndProperties(int id, List<PropertyValue> properties) {
        MqttProperties netty = PropertyValue.toNetty(properties);
        return new MqttMessageIdAndPropertiesVariableHeader(id, netty);
    }

    static MqttFixedHeader header(MqttMessageType type) {
        boolean reserved = type == MqttMessageType.PUBREL
                || type == MqttMessageType.SUBSCRIBE
                || type == MqttMessageType.UNSUBSCRIBE;
        return new MqttFixedHeader(type, false, reserved ? MqttQoS.AT_LEAST_ONCE : MqttQoS.AT_MOST_ONCE, false, 0);
    }
}
