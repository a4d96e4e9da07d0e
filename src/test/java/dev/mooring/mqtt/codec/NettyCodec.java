package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.ArrayList;
import java.util.List;

/** The oracle: Netty's codec, on the server's side of a connection. */
final class NettyCodec {

    private static final int MAX_SIZE = 1 << 20;

    private NettyCodec() {}

    /** What a server sends, one array for each packet. */
    static List<byte[]> encode(ProtocolVersion version, List<MqttMessage> messages) {
        EmbeddedChannel channel = new EmbeddedChannel(MqttEncoder.INSTANCE);
        try {
            // The encoder learns the version from a CONNECT that passes.
            encode(channel, connect(version));
            return messages.stream().map(message -> encode(channel, message)).toList();
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static MqttMessage connect(ProtocolVersion version) {
        return MqttMessageBuilders.connect()
                .protocolVersion(version == ProtocolVersion.V5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
                .clientId("oracle")
                .build();
    }

    private static byte[] encode(EmbeddedChannel channel, MqttMessage message) {
        channel.writeOutbound(message);
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        return ByteBufUtil.getBytes(all);
    }

    /** What a server reads from a stream that begins with CONNECT, in words. */
    static List<String> decode(List<byte[]> pieces) {
        EmbeddedChannel channel = new EmbeddedChannel(new MqttDecoder(MAX_SIZE, MAX_SIZE));
        try {
            pieces.forEach(piece -> channel.writeInbound(Unpooled.wrappedBuffer(piece)));
            List<String> words = new ArrayList<>();
            for (MqttMessage message = channel.readInbound(); message != null; message = channel.readInbound()) {
                words.add(Words.of(message));
            }
            return words;
        } finally {
            channel.finishAndReleaseAll();
        }
    }
}
