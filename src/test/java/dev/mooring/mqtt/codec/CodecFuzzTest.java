package dev.mooring.mqtt.codec;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessage;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * A million damaged packets: each is taken or refused with a reason code that the decoder may give, and nothing else
 * happens. Repeatable: {@code -Dmooring.fuzz.seed=…} tries another million.
 */
class CodecFuzzTest {

    private static final long SEED = Long.getLong("mooring.fuzz.seed", 20_261_121L);
    private static final int PACKETS = 1_000_000;
    private static final int OF_EACH_KIND = 40;
    private static final int MAX_SIZE = 10_000;
    private static final byte[] ANOTHER_PACKET = {0x40, 0x02, 0x12, 0x34};
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Map<Integer, Integer> outcomes = new TreeMap<>();

    @Example
    void shouldTakeOrRefuseEveryDamagedPacket() {
        // The generators work on jqwik's thread only.
        byte[][] onFive = corpus(ProtocolVersion.V5);
        byte[][] onThree = corpus(ProtocolVersion.V3_1_1);

        assertTimeoutPreemptively(DEADLINE, () -> {
            fuzz(ProtocolVersion.V5, onFive, PACKETS * 3 / 4);
            fuzz(ProtocolVersion.V3_1_1, onThree, PACKETS / 4);
        });

        // Every outcome was seen, and often: the damage reaches every check.
        assertThat(outcomes).containsOnlyKeys(0, 0x81, 0x82, 0x95);
        assertThat(outcomes.values()).as("%s", outcomes).allMatch(count -> count > PACKETS / 1_000);
    }

    @Example
    void shouldNotAllocateWhatALengthClaims() {
        for (int first : new int[] {0x20, 0x32, 0x40, 0x90, 0xB0, 0xE0, 0xF0}) {
            PacketDecoder decoder = new PacketDecoder(ProtocolVersion.V5, Integer.MAX_VALUE, new RecordingSink());
            ByteBuf in = Unpooled.wrappedBuffer(new byte[] {(byte) first, -1, -1, -1, 0x7F, 0, 1, 0, 0, 0});

            long allocated = allocatedBy(() -> outcome(decoder, in));

            assertThat(allocated).isLessThan(100_000);
            assertThat(in.readerIndex()).isZero();
            assertThat(decoder.incompletePacketSize(in)).isEqualTo(5 + VariableByteInteger.MAX);
        }
    }

    private void fuzz(ProtocolVersion version, byte[][] corpus, int packets) {
        Mutation mutation = new Mutation(new Random(SEED), corpus);
        Random dice = new Random(SEED + 1);
        for (int i = 0; i < packets; i++) {
            byte[] packet = mutation.next();
            try {
                tryOne(version, packet, dice.nextInt(16) == 0, i > 0);
            } catch (Throwable failed) {
                throw new AssertionError(
                        "Seed " + SEED + ", MQTT " + version.text() + ", packet " + i + ": "
                                + HexFormat.of().formatHex(packet),
                        failed);
            }
        }
    }

    private void tryOne(ProtocolVersion version, byte[] packet, boolean thorough, boolean warm) {
        RecordingSink whole = new RecordingSink();
        // Nothing behind the packet's last byte: reading on would throw.
        ByteBuf in = Unpooled.wrappedBuffer(packet);
        int outcome = outcome(new PacketDecoder(version, MAX_SIZE, whole), in);
        outcomes.merge(outcome, 1, Integer::sum);
        assertAllowed(outcome);
        if (thorough) {
            assertBounded(version, packet, warm);
            assertSameInPieces(version, packet, outcome, whole.packets());
            assertSameWithMoreBehind(version, packet, in, outcome, whole.packets());
        }
    }

    private static void assertAllowed(int outcome) {
        if (outcome != 0 && outcome != 0x81 && outcome != 0x82 && outcome != 0x95) {
            throw new AssertionError("Refused with " + ReasonCode.textOf(outcome));
        }
    }

    /** What is decoded takes memory in proportion to what arrived. The sink's own words are left out. */
    private void assertBounded(ProtocolVersion version, byte[] packet, boolean warm) {
        PacketDecoder decoder = new PacketDecoder(version, MAX_SIZE, new IgnoringSink());
        ByteBuf in = Unpooled.wrappedBuffer(packet);
        long allocated = allocatedBy(() -> outcome(decoder, in));
        if (warm && allocated > 100_000 + 10L * packet.length) {
            throw new AssertionError(allocated + " bytes allocated for a packet of " + packet.length);
        }
    }

    private static void assertSameInPieces(ProtocolVersion version, byte[] packet, int outcome, List<String> packets) {
        RecordingSink sink = new RecordingSink();
        PacketDecoder decoder = new PacketDecoder(version, MAX_SIZE, sink);
        ByteBuf pending = Unpooled.buffer();
        int inPieces = 0;
        for (int i = 0; i < packet.length && inPieces == 0; i++) {
            pending.writeByte(packet[i]);
            inPieces = outcome(decoder, pending);
        }
        assertThat(inPieces).isEqualTo(outcome);
        assertThat(sink.packets()).isEqualTo(packets);
    }

    /** What follows does not change what came before: nothing reads beyond its packet. */
    private static void assertSameWithMoreBehind(
            ProtocolVersion version, byte[] packet, ByteBuf read, int outcome, List<String> packets) {
        if (outcome == 0 && read.isReadable()) {
            return; // incomplete: what follows belongs to it
        }
        RecordingSink sink = new RecordingSink();
        byte[] more = Arrays.copyOf(packet, packet.length + ANOTHER_PACKET.length);
        System.arraycopy(ANOTHER_PACKET, 0, more, packet.length, ANOTHER_PACKET.length);

        int withMore = outcome(new PacketDecoder(version, MAX_SIZE, sink), Unpooled.wrappedBuffer(more));

        List<String> expected = new ArrayList<>(packets);
        if (outcome == 0) {
            expected.add("PUBACK " + 0x1234 + " 0 null");
        }
        assertThat(withMore).isEqualTo(outcome);
        assertThat(sink.packets()).isEqualTo(expected);
    }

    /** The reason code of the refusal, 0 without one. */
    private static int outcome(PacketDecoder decoder, ByteBuf in) {
        try {
            decoder.decode(in);
            return 0;
        } catch (MalformedPacketException refused) {
            return refused.reasonCode();
        }
    }

    private long allocatedBy(Runnable action) {
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        action.run();
        return threads.getThreadAllocatedBytes(id) - before;
    }

    /** Sound packets of every type: those of a server, and those of a client, which a server must not send. */
    private static byte[][] corpus(ProtocolVersion version) {
        Random random = new Random(SEED);
        List<byte[]> packets = new ArrayList<>();
        for (Arbitrary<Supplier<MqttMessage>> kind : ServerPackets.kindsOf(version)) {
            for (Supplier<MqttMessage> each : some(kind, random, OF_EACH_KIND)) {
                packets.addAll(NettyCodec.encode(version, List.of(each.get())));
            }
        }
        for (Arbitrary<ClientPacket> kind : ClientPackets.kindsOf(version)) {
            for (ClientPacket each : some(kind, random, 2)) {
                ByteBuf out = Unpooled.buffer();
                each.ours().accept(out);
                packets.add(ByteBufUtil.getBytes(out));
            }
        }
        return packets.toArray(new byte[0][]);
    }

    private static <T> List<T> some(Arbitrary<T> kind, Random random, int count) {
        var generator = kind.generator(1_000);
        List<T> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(generator.next(random).value());
        }
        return some;
    }
}
