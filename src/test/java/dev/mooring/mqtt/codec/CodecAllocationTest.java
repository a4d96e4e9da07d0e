package dev.mooring.mqtt.codec;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The hot path allocates nothing per message. */
class CodecAllocationTest {

    private static final int MESSAGES = 1_000;
    private static final int ROUNDS = 100;
    private static final double BYTES_PER_MESSAGE = 8;
    private static final byte[] TOPIC = "site/7/telemetry".getBytes(StandardCharsets.UTF_8);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ByteBuf payload = Unpooled.wrappedBuffer(new byte[220]);
    private final ByteBuf out = Unpooled.buffer(MESSAGES * 300);

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void shouldEncodeWithoutAllocating(ProtocolVersion version) {
        assertThat(allocatedPerMessage(() -> encodeAll(version))).isLessThan(BYTES_PER_MESSAGE);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void shouldDecodeWithoutAllocating(ProtocolVersion version) {
        CountingSink sink = new CountingSink();
        PacketDecoder decoder = new PacketDecoder(version, 1_000, sink);
        encodeAll(version);

        double allocated = allocatedPerMessage(() -> decodeAll(decoder));

        assertThat(allocated).isLessThan(BYTES_PER_MESSAGE);
        assertThat(sink.publishes).isEqualTo(2 * ROUNDS * MESSAGES);
        assertThat(sink.acks).isEqualTo(4 * 2 * ROUNDS * MESSAGES);
        assertThat(sink.bytes).isEqualTo(220L * 2 * ROUNDS * MESSAGES);
    }

    private double allocatedPerMessage(Runnable thousand) {
        rounds(thousand);
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        rounds(thousand);
        return (threads.getThreadAllocatedBytes(id) - before) / (double) (ROUNDS * MESSAGES);
    }

    private static void rounds(Runnable thousand) {
        for (int i = 0; i < ROUNDS; i++) {
            thousand.run();
        }
    }

    private void encodeAll(ProtocolVersion version) {
        out.clear();
        for (int id = 1; id <= MESSAGES; id++) {
            PacketEncoder.publish(out, version, TOPIC, id, 1, false, false, PropertyBlock.EMPTY, 0, payload);
            PacketEncoder.pubAck(out, id);
            PacketEncoder.pubRec(out, id);
            PacketEncoder.pubRel(out, id);
            PacketEncoder.pubComp(out, id);
        }
    }

    private void decodeAll(PacketDecoder decoder) {
        out.readerIndex(0);
        try {
            decoder.decode(out);
        } catch (MalformedPacketException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static final class CountingSink implements PacketSink {

        private int publishes;
        private int acks;
        private long bytes;

        @Override
        public void connAck(ConnAck packet) {
            throw new AssertionError(packet);
        }

        @Override
        public void publish(PublishFrame frame) {
            publishes++;
            bytes += frame.payloadLength();
        }

        @Override
        public void pubAck(int packetId, int reasonCode, @Nullable String reasonString) {
            acks++;
        }

        @Override
        public void pubRec(int packetId, int reasonCode, @Nullable String reasonString) {
            acks++;
        }

        @Override
        public void pubRel(int packetId, int reasonCode, @Nullable String reasonString) {
            acks++;
        }

        @Override
        public void pubComp(int packetId, int reasonCode, @Nullable String reasonString) {
            acks++;
        }

        @Override
        public void subAck(int packetId, int[] reasonCodes, @Nullable String reasonString) {
            throw new AssertionError("SUBACK");
        }

        @Override
        public void unsubAck(int packetId, int[] reasonCodes, @Nullable String reasonString) {
            throw new AssertionError("UNSUBACK");
        }

        @Override
        public void pingResp() {
            throw new AssertionError("PINGRESP");
        }

        @Override
        public void disconnect(int reasonCode, PropertyBlock properties) {
            throw new AssertionError("DISCONNECT");
        }

        @Override
        public void auth(int reasonCode, PropertyBlock properties) {
            throw new AssertionError("AUTH");
        }
    }
}
