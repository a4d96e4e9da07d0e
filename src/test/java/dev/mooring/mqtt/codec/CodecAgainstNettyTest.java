package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever one codec encodes, the other decodes to the same, however the stream is cut into pieces. */
class CodecAgainstNettyTest {

    private static final int TRIES = 1_000;

    record ServerStream(ProtocolVersion version, List<Supplier<MqttMessage>> packets) {

        List<MqttMessage> messages() {
            return packets.stream().map(Supplier::get).toList();
        }

        @Override
        public String toString() {
            return version + " " + messages().stream().map(Words::of).toList();
        }
    }

    record ClientStream(ProtocolVersion version, ClientPacket connect, List<ClientPacket> packets) {}

    @Property(tries = TRIES)
    void shouldDecodeWhatNettyEncodes(
            @ForAll("serverStreams") ServerStream stream, @ForAll("sizes") List<Integer> sizes)
            throws MalformedPacketException {
        byte[] bytes = Fragments.join(NettyCodec.encode(stream.version(), stream.messages()));
        RecordingSink sink = new RecordingSink();

        Fragments.decode(new PacketDecoder(stream.version(), bytes.length, sink), Fragments.split(bytes, sizes));

        assertThat(sink.packets())
                .isEqualTo(stream.messages().stream().map(Words::of).toList());
    }

    @Property(tries = TRIES)
    void shouldEncodeWhatNettyDecodes(
            @ForAll("clientStreams") ClientStream stream, @ForAll("sizes") List<Integer> sizes) {
        List<ClientPacket> packets = new ArrayList<>(List.of(stream.connect()));
        packets.addAll(stream.packets());
        ByteBuf out = Unpooled.buffer(0);

        packets.forEach(packet -> packet.ours().accept(out));

        assertThat(NettyCodec.decode(Fragments.split(ByteBufUtil.getBytes(out), sizes)))
                .isEqualTo(packets.stream().map(ClientPacket::toString).toList());
    }

    @Provide
    Arbitrary<ServerStream> serverStreams() {
        return Arbitraries.of(ProtocolVersion.class).flatMap(version -> ServerPackets.of(version)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(packets -> new ServerStream(version, packets)));
    }

    @Provide
    Arbitrary<ClientStream> clientStreams() {
        return Arbitraries.of(ProtocolVersion.class).flatMap(version -> ClientPackets.of(version)
                .list()
                .ofMaxSize(6)
                .flatMap(packets ->
                        ClientPackets.connectOf(version).map(connect -> new ClientStream(version, connect, packets))));
    }

    @Provide
    Arbitrary<List<Integer>> sizes() {
        return Fragments.sizes();
    }
}
