package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** A stream of bytes in pieces, as sockets deliver it. */
final class Fragments {

    private Fragments() {}

    /** Sizes of pieces, used in turn: byte by byte, all at once, and anything between. */
    static Arbitrary<List<Integer>> sizes() {
        return Arbitraries.oneOf(
                Arbitraries.just(List.of(1)),
                Arbitraries.just(List.of(Integer.MAX_VALUE)),
                Arbitraries.integers().between(1, 50).list().ofMinSize(1).ofMaxSize(8),
                Arbitraries.integers().between(1, 20_000).list().ofMinSize(1).ofMaxSize(8));
    }

    static List<byte[]> split(byte[] stream, List<Integer> sizes) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int i = 0; from < stream.length; i++) {
            int size = Math.min(sizes.get(i % sizes.size()), stream.length - from);
            pieces.add(Arrays.copyOfRange(stream, from, from + size));
            from += size;
        }
        return pieces;
    }

    static byte[] join(List<byte[]> pieces) {
        ByteBuf all = Unpooled.wrappedBuffer(pieces.toArray(new byte[0][]));
        byte[] stream = new byte[all.readableBytes()];
        all.readBytes(stream);
        return stream;
    }

    /** Decodes piece after piece, as a connection does. */
    static void decode(PacketDecoder decoder, List<byte[]> pieces) throws MalformedPacketException {
        // Not at index 0, so that relative and absolute indices are told apart.
        ByteBuf pending = Unpooled.buffer().writeZero(7).readerIndex(7);
        for (byte[] piece : pieces) {
            pending.writeBytes(piece);
            decoder.decode(pending);
            requireExpectedSize(decoder, pending);
            if (pending.readerIndex() > 100_000) {
                pending.discardReadBytes();
            }
        }
        if (pending.isReadable()) {
            throw new AssertionError(pending.readableBytes() + " bytes were left");
        }
    }

    private static void requireExpectedSize(PacketDecoder decoder, ByteBuf pending) {
        int expected = decoder.incompletePacketSize(pending);
        if (expected != 0 && expected <= pending.readableBytes()) {
            throw new AssertionError("A packet of " + expected + " bytes was complete and left");
        }
        if (expected == 0 && pending.readableBytes() >= 5) {
            throw new AssertionError("The header is there, but the size is not");
        }
    }
}
