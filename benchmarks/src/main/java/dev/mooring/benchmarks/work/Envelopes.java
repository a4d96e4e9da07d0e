package dev.mooring.benchmarks.work;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.event.Envelope;
import dev.mooring.event.EnvelopeCodec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Makes envelopes of a wanted size in bytes, each with an id of its own. Confined to one thread. */
public final class Envelopes {

    /** Below, neither a full id nor a full time fits: four hex digits, which tell 65,536 apart, and nine digits of seconds. */
    private static final int SMALL = 128;

    private static final Clock WHOLE_SECONDS = fixed(Instant.ofEpochSecond(976_373_641L));
    private static final Clock MICROSECONDS = fixed(Instant.ofEpochSecond(1_763_736_414L, 123_456_000L));
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final boolean small;
    private final Clock clock;
    private final char[] id;
    private final String pad;
    private long next;

    private Envelopes(int size, Clock clock) {
        this.small = size < SMALL;
        this.clock = small ? WHOLE_SECONDS : clock;
        this.id = new char[small ? 4 : 32];
        this.pad = small ? "" : "x".repeat(size - EnvelopeCodec.encode(envelope(MICROSECONDS, "")).length);
    }

    /** Stamped with now, as a service does it: sizes vary by the digits of the time. */
    public static Envelopes ofNow(int size) {
        return new Envelopes(size, Clock.systemUTC());
    }

    /** Stamped with always the same time: every payload has exactly that size. */
    public static Envelopes ofSize(int size) {
        return new Envelopes(size, MICROSECONDS);
    }

    /** Builds and serialises the next one. */
    public byte[] next() {
        return EnvelopeCodec.encode(envelope(clock, pad));
    }

    private Envelope envelope(Clock stamp, String text) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        if (small) {
            return Envelope.correlated(nextId(), "t", "s", data, stamp);
        }
        data.put("device", "a4:cf:12").put("celsius", 21.5).put("text", text);
        return Envelope.correlated(nextId(), "sensor.reading", "bench_i1", data, stamp);
    }

    private String nextId() {
        long rest = next++;
        for (int i = id.length - 1; i >= 0; i--) {
            id[i] = HEX[(int) (rest & 15)];
            rest >>>= 4;
        }
        return new String(id);
    }

    private static Clock fixed(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }
}
