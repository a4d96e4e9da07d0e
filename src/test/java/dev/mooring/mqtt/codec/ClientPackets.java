package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

import static dev.mooring.mqtt.codec.ServerPackets.header;

/** What a client sends, for both codecs. */
final class ClientPackets {

    private static final Arbitrary<Integer> IDS = Arbitraries.integers().between(1, 65_535);
    private static final Arbitrary<Integer> QOS = Arbitraries.integers().between(0, 2);
    private static final Arbitrary<Boolean> FLAGS = Arbitraries.of(true, false);
    private static final Arbitrary<Integer> CODES = Arbitraries.of(0, 0x10, 0x80, 0x83, 0x87, 0x97);

    private final ProtocolVersion version;
    private final boolean version5;

    private ClientPackets(ProtocolVersion version) {
        this.version = version;
        this.version5 = version == ProtocolVersion.V5;
    }

    /** Any packet that may follow CONNECT. */
    static Arbitrary<ClientPacket> of(ProtocolVersion version) {
        return Arbitraries.oneOf(new ClientPackets(version).kinds());
    }

    static Arbitrary<ClientPacket> connectOf(ProtocolVersion version) {
        return new ClientPackets(version).connect();
    }

    static List<Arbitrary<ClientPacket>> kindsOf(ProtocolVersion version) {
        List<Arbitrary<ClientPacket>> kinds = new ClientPackets(version).kinds();
        kinds.add(connectOf(version));
        return kinds;
    }

    private List<Arbitrary<ClientPacket>> kinds() {
        List<Arbitrary<ClientPacket>> kinds = new ArrayList<>(List.of(
                publish(),
                ack(MqttMessageType.PUBACK),
                ack(MqttMessageType.PUBREC),
                ack(MqttMessageType.PUBREL),
                ack(MqttMessageType.PUBCOMP),
                subscribe(),
                unsubscribe(),
                Arbitraries.just(new ClientPacket(() -> MqttMessage.PINGREQ, PacketEncoder::pingReq)),
                disconnect()));
        if (version5) {
            kinds.add(auth());
        }
        return kinds;
    }

    private Arbitrary<List<PropertyValue>> properties(int packet, Property... without) {
        return version5 ? PropertyValue.in(packet, without) : Arbitraries.just(List.of());
    }

    private Arbitrary<ClientPacket> connect() {
        return Combinators.combine(
                        Texts.any(),
                        FLAGS,
                        Arbitraries.integers().between(0, 65_535),
                        Texts.any().injectNull(0.3),
                        Texts.bytes().injectNull(0.3),
                        will().injectNull(0.3),
                        properties(In.CONNECT))
                .as((client, clean, keepAlive, user, password, will, properties) -> {
                    byte[] secret = version5 || user != null ? password : null;
                    return connect(client, clean, keepAlive, user, secret, will, properties);
                });
    }

    private Arbitrary<Will> will() {
        return Combinators.combine(Texts.topic(), Texts.bytes(), QOS, FLAGS, properties(In.WILL))
                .as(Will::new);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Will(String topic, byte[] payload, int qos, boolean retain, List<PropertyValue> properties) {

        Connect.Will ours() {
            return new Connect.Will(topic, payload, qos, retain, PropertyValue.toBlock(properties));
        }
    }

    private ClientPacket connect(
            String client,
            boolean clean,
            int keepAlive,
            @Nullable String user,
            byte @Nullable [] password,
            @Nullable Will will,
            List<PropertyValue> properties) {
        MqttConnectVariableHeader variable = new MqttConnectVariableHeader(
                "MQTT",
                version.level(),
                user != null,
                password != null,
                will != null && will.retain(),
                will == null ? 0 : will.qos(),
                will != null,
                clean,
                keepAlive,
                PropertyValue.toNetty(properties));
        MqttConnectPayload payload = new MqttConnectPayload(
                client,
                will == null ? MqttProperties.NO_PROPERTIES : PropertyValue.toNetty(will.properties()),
                will == null ? null : will.topic(),
                will == null ? null : will.payload(),
                user,
                password);
        Connect ours = new Connect(
                client,
                clean,
                keepAlive,
                user,
                password,
                will == null ? null : will.ours(),
                PropertyValue.toBlock(properties));
        return new ClientPacket(
                () -> new MqttConnectMessage(header(MqttMessageType.CONNECT), variable, payload),
                out -> PacketEncoder.connect(out, version, ours));
    }

    private Arbitrary<ClientPacket> publish() {
        Arbitrary<Integer> flags = Arbitraries.integers().between(0, 7);
        return Combinators.combine(
                        Texts.topic(),
                        QOS,
                        flags,
                        IDS,
                        properties(In.PUBLISH, Property.TOPIC_ALIAS, Property.SUBSCRIPTION_IDENTIFIER),
                        Arbitraries.integers().between(0, version5 ? 65_535 : 0),
                        Texts.bytes())
                .as(this::publish);
    }

    private ClientPacket publish(
            String topic, int qos, int flags, int id, List<PropertyValue> properties, int alias, byte[] payload) {
        boolean retain = (flags & 1) != 0;
        boolean duplicate = (flags & 2) != 0 && qos > 0;
        boolean inTwoParts = (flags & 4) != 0;
        List<PropertyValue> withAlias = new ArrayList<>(properties);
        if (alias != 0) {
            withAlias.add(new PropertyValue(Property.TOPIC_ALIAS, (long) alias));
        }
        PropertyBlock block = PropertyValue.toBlock(properties);
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        int packetId = qos == 0 ? 0 : id;
        return new ClientPacket(
                () -> new MqttPublishMessage(
                        new MqttFixedHeader(MqttMessageType.PUBLISH, duplicate, MqttQoS.valueOf(qos), retain, 0),
                        new MqttPublishVariableHeader(topic, packetId, PropertyValue.toNetty(withAlias)),
                        Unpooled.wrappedBuffer(payload)),
                out -> {
                    int start = out.writerIndex();
                    if (inTwoParts) {
                        PacketEncoder.publishHeader(
                                out, version, name, packetId, qos, retain, duplicate, block, alias, payload.length);
                        out.writeBytes(payload);
                    } else {
                        ByteBuf source = Unpooled.wrappedBuffer(payload);
                        PacketEncoder.publish(
                                out, version, name, packetId, qos, retain, duplicate, block, alias, source);
                        requireSame(payload.length, source.readableBytes());
                    }
                    requireSame(
                            PacketEncoder.publishSize(version, name.length, qos, block, alias, payload.length),
                            out.writerIndex() - start);
                });
    }

    private static void requireSame(int expected, int found) {
        if (expected != found) {
            throw new AssertionError("Expected " + expected + " bytes, found " + found);
        }
    }

    private Arbitrary<ClientPacket> ack(MqttMessageType type) {
        return Combinators.combine(IDS, version5 ? CODES : Arbitraries.just(0), FLAGS)
                .as((id, code, shortForm) -> new ClientPacket(
                        () -> new MqttMessage(
                                header(type),
                                new MqttPubReplyMessageVariableHeader(
                                        id, code.byteValue(), MqttProperties.NO_PROPERTIES)),
                        out -> ack(out, type, id, code, shortForm && code == 0)));
    }

    private void ack(ByteBuf out, MqttMessageType type, int id, int code, boolean shortForm) {
        switch (type) {
            case PUBACK -> {
                if (shortForm) {
                    PacketEncoder.pubAck(out, id);
                } else {
                    PacketEncoder.pubAck(out, version, id, code);
                }
            }
            case PUBREC -> {
                if (shortForm) {
                    PacketEncoder.pubRec(out, id);
                } else {
                    PacketEncoder.pubRec(out, version, id, code);
                }
            }
            case PUBREL -> {
                if (shortForm) {
                    PacketEncoder.pubRel(out, id);
                } else {
                    PacketEncoder.pubRel(out, version, id, code);
                }
            }
            default -> {
                if (shortForm) {
                    PacketEncoder.pubComp(out, id);
                } else {
                    PacketEncoder.pubComp(out, version, id, code);
                }
            }
        }
    }

    private Arbitrary<ClientPacket> subscribe() {
        Arbitrary<SubscriptionRequest> requests = version5
                ? Combinators.combine(
                                Texts.any(),
                                QOS,
                                FLAGS,
                                FLAGS,
                                Arbitraries.integers().between(0, 2))
                        .as(SubscriptionRequest::new)
                : Combinators.combine(Texts.any(), QOS)
                        .as((filter, qos) -> new SubscriptionRequest(filter, qos, false, false, 0));
        return Combinators.combine(IDS, requests.list().ofMinSize(1).ofMaxSize(4), properties(In.SUBSCRIBE))
                .as((id, filters, properties) -> new ClientPacket(
                        () -> new MqttSubscribeMessage(
                                header(MqttMessageType.SUBSCRIBE),
                                variableHeader(id, properties),
                                new MqttSubscribePayload(filters.stream()
                                        .map(ClientPackets::toNetty)
                                        .toList())),
                        out -> PacketEncoder.subscribe(out, version, id, filters, PropertyValue.toBlock(properties))));
    }

    private static MqttTopicSubscription toNetty(SubscriptionRequest request) {
        return new MqttTopicSubscription(
                request.filter(),
                new MqttSubscriptionOption(
                        MqttQoS.valueOf(request.qos()),
                        request.noLocal(),
                        request.retainAsPublished(),
                        MqttSubscriptionOption.RetainedHandlingPolicy.valueOf(request.retainHandling())));
    }

    private Arbitrary<ClientPacket> unsubscribe() {
        return Combinators.combine(IDS, Texts.any().list().ofMinSize(1).ofMaxSize(4))
                .as((id, filters) -> new ClientPacket(
                        () -> new MqttUnsubscribeMessage(
                                header(MqttMessageType.UNSUBSCRIBE),
                                variableHeader(id, List.of()),
                                new MqttUnsubscribePayload(filters)),
                        out -> PacketEncoder.unsubscribe(out, version, id, filters)));
    }

    private MqttMessageIdVariableHeader variableHeader(int id, List<PropertyValue> properties) {
        return version5
                ? new MqttMessageIdAndPropertiesVariableHeader(id, PropertyValue.toNetty(properties))
                : MqttMessageIdVariableHeader.from(id);
    }

    private Arbitrary<ClientPacket> disconnect() {
        return Combinators.combine(
                        version5 ? Arbitraries.of(0, 4, 0x81, 0x82, 0x93) : Arbitraries.just(0),
                        properties(In.DISCONNECT))
                .as((code, properties) -> new ClientPacket(
                        () -> reason(MqttMessageType.DISCONNECT, code, properties),
                        out -> PacketEncoder.disconnect(out, version, code, PropertyValue.toBlock(properties))));
    }

    private static Arbitrary<ClientPacket> auth() {
        return Combinators.combine(Arbitraries.of(0, 0x18, 0x19), PropertyValue.in(In.AUTH))
                .as((code, properties) -> new ClientPacket(
                        () -> reason(MqttMessageType.AUTH, code, properties),
                        out -> PacketEncoder.auth(out, code, PropertyValue.toBlock(properties))));
    }

    private static MqttMessage reason(MqttMessageType type, int code, List<PropertyValue> properties) {
        return new MqttMessage(
                header(type),
                new MqttReasonCodeAndPropertiesVariableHeader((byte) code, PropertyValue.toNetty(properties)));
    }
}
