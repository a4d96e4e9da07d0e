package dev.mooring.benchmarks.stub;

import dev.mooring.benchmarks.work.Envelopes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * PUBLISH packets, encoded once and sent over and over: each has an envelope with an id of its own and, above QoS 0, the
 * packet identifier of its place plus one. All have the same length. Read by one thread.
 */
final class PacketRing {

    /** As many as there are packet identifiers. */
    private static final int MOST = 65_535;

    private static final long MAX_BYTES = 64L << 20;
    private static final int PUBLISH = 0x30;

    private final ByteBuffer packets;
    private final int packetLength;
    private final int count;

    PacketRing(String topic, int qos, int payloadSize, boolean version5) {
        byte[] topicBytes = topic.getBytes(StandardCharsets.UTF_8);
        int remaining = 2 + topicBytes.length + (qos > 0 ? 2 : 0) + (version5 ? 1 : 0) + payloadSize;
        this.packetLength = 1 + lengthOfLength(remaining) + remaining;
        this.count = (int) Math.min(MOST, MAX_BYTES / packetLength);
        this.packets = ByteBuffer.allocateDirect(count * packetLength);
        Envelopes envelopes = Envelopes.ofSize(payloadSize);
        for (int i = 0; i < count; i++) {
            packets.put((byte) (PUBLISH | qos << 1));
            putLength(remaining);
            packets.putShort((short) topicBytes.length).put(topicBytes);
            if (qos > 0) {
                packets.putShort((short) (i + 1));
            }
            if (version5) {
                packets.put((byte) 0);
            }
            packets.put(envelopes.next());
        }
        if (packets.hasRemaining()) {
            throw new IllegalStateException("a payload has not the size it should have: " + payloadSize);
        }
    }

    int count() {
        return count;
    }

    int packetLength() {
        return packetLength;
    }

    /** The bytes of the packets from one place to before another. */
    ByteBuffer slice(int from, int to) {
        return packets.slice(from * packetLength, (to - from) * packetLength);
    }

    private void putLength(int length) {
        int rest = length;
        while (rest > 127) {
            packets.put((byte) (rest & 127 | 128));
            rest >>>= 7;
        }
        packets.put((byte) rest);
    }

    private static int lengthOfLength(int length) {
        return length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4;
    }
}
