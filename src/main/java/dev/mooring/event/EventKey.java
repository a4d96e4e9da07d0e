package dev.mooring.event;

import dev.mooring.mqtt.InboundMessage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

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
    private static final long THIRD = CHANCE.nextLong() | 1;
    private static final long FOURTH = CHANCE.nextLong();
    private static final int SEQ = 1;
    private static final int DATA = 2;
    private static final int PART = 3;

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

    /** The key of the same event where it is another one: what two sites send is not the same. */
    public EventKey within(String place) {
        byte[] name = place.getBytes(UTF_8);
        Mix mix = new Mix();
        mix.bytes(name, 0, name.length);
        mix.numbers(one, other);
        return mix.key();
    }

    static EventKey of(EventHead head, byte[] payload) {
        Mix mix = new Mix();
        head.identify(mix, payload);
        return mix.key();
    }

    long one() {
        return one;
    }

    long other() {
        return other;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof EventKey key && one == key.one && other == key.other;
    }

    @Override
    public int hashCode() {
        return (int) (one ^ one >>> 32);
    }

    /**
     * Two sums over all of it: one of products of a word and a word, each with a secret in it, whose halves are folded into
     * each other, and a polynomial. Two words a step, so that a step's multiplications need not wait for each other.
     */
    static final class Mix {
        private long one = THIRD;
        private long other = FOURTH;

        private void numbers(long first, long second) {
            one = folded(one ^ first, second ^ FIRST);
            other = other * SECOND + (first * THIRD + second);
        }

        private static long folded(long left, long right) {
            return Math.multiplyHigh(left, right) ^ left * right ^ Long.rotateLeft(left, 29);
        }

        /** The {@code seq} follows. */
        void seq() {
            numbers(SEQ, 0);
        }

        void data(byte[] bytes, int from, int to) {
            numbers(DATA, 0);
            bytes(bytes, from, to);
        }

        /** Its length comes with its last words: where one part ends and the next begins is part of it. */
        void bytes(byte[] bytes, int from, int to) {
            int i = from;
            for (; i + 2 * Long.BYTES <= to; i += 2 * Long.BYTES) {
                numbers((long) LONGS.get(bytes, i), (long) LONGS.get(bytes, i + Long.BYTES));
            }
            if (i + Long.BYTES <= to) {
                numbers((long) LONGS.get(bytes, i), rest(bytes, i + Long.BYTES, to));
            } else {
                numbers(rest(bytes, i, to), 0);
            }
            numbers(to - from, PART);
        }

        /** Fewer bytes than a word has; those before them are read with them where there are some, and shifted out. */
        private static long rest(byte[] bytes, int from, int to) {
            if (from == to) {
                return 0;
            }
            if (to >= Long.BYTES) {
                return (long) LONGS.get(bytes, to - Long.BYTES) >>> (Long.SIZE - Byte.SIZE * (to - from));
            }
            long rest = 0;
            for (int i = to; i-- > from; ) {
                rest = rest << Byte.SIZE | (bytes[i] & 0xff);
            }
            return rest;
        }

        EventKey key() {
            numbers(0, 1);
            return new EventKey(one, other);
        }
    }
}
