package dev.mooring.event;

import dev.mooring.mqtt.InboundMessage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What tells one event from another (document C): {@code {type}|{id}|seq={seq}} when the data has a {@code seq}, else
 * {@code {type}|{id}|hash={digest of data}}. The digest is that of the data's bytes: a sender that sends again sends the
 * same ones. Of all that, 128 bits are kept, mixed with numbers that only this process knows, so that nobody can make two
 * events that look the same to it. Immutable.
 */
public final class EventKey {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final SecureRandom CHANCE = new SecureRandom();
    private static final long FIRST = CHANCE.nextLong() | 1;
    private static final long SECOND = CHANCE.nextLong() | 1;
    private static final long THIRD = CHANCE.nextLong();
    private static final long FOURTH = CHANCE.nextLong();
    private static final int SEQ = 1;
    private static final int DATA = 2;

    private final long one;
    private final long other;

    private EventKey(long one, long other) {
        this.one = one;
        this.other = other;
    }

    /** The key of a message; empty when it is no event. */
    public static Optional<EventKey> of(InboundMessage message) {
        try {
            return Optional.of(of(EventDecoder.head(message), message.payloadBytes()));
        } catch (UndecodableException e) {
            return Optional.empty();
        }
    }

    static EventKey of(EventHead head, byte[] payload) {
        Mix mix = new Mix();
        head.identify(mix, payload);
        return mix.key();
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof EventKey key && one == key.one && other == key.other;
    }

    @Override
    public int hashCode() {
        return (int) (one ^ one >>> 32);
    }

    /** Two sums: one over products with a secret factor, whose halves are folded into each other, and a polynomial. */
    static final class Mix {
        private long one = THIRD;
        private long other = FOURTH;

        private void number(long value) {
            one = folded(one ^ value, FIRST);
            other = other * SECOND + value;
        }

        private static long folded(long value, long factor) {
            return Math.multiplyHigh(value, factor) ^ value * factor ^ Long.rotateLeft(value, 29);
        }

        /** The {@code seq} follows. */
        void seq() {
            number(SEQ);
        }

        void data(byte[] bytes, int from, int to) {
            number(DATA);
            bytes(bytes, from, to);
        }

        /** Its length comes first: where one part ends and the next begins is part of it. */
        void bytes(byte[] bytes, int from, int to) {
            number(to - from);
            int i = from;
            for (; i + Long.BYTES <= to; i += Long.BYTES) {
                number((long) LONGS.get(bytes, i));
            }
            long rest = 0;
            for (; i < to; i++) {
                rest = rest << 8 | (bytes[i] & 0xff);
            }
            number(rest);
        }

        EventKey key() {
            number(0);
            number(1);
            return new EventKey(one, other);
        }
    }
}
