package dev.mooring.event;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The head of any event.
 *
 * @param id          not empty
 * @param type        not empty
 * @param ts          seconds since the epoch, as a decimal in text; null when the sender says no time
 * @param source      who says so
 * @param correlate   a foreign sender's key for the event that this one belongs to
 * @param traceParent W3C trace context, if it came with the event itself
 * @param traceState  W3C trace context, if it came with the event itself
 * @param seq         the data's {@code seq}, as text
 * @param dataStart   where the data begins in the payload
 * @param dataEnd     where it ends
 */
record ReadHead(
        String id,
        String type,
        @Nullable String ts,
        String source,
        @Nullable String correlate,
        @Nullable String traceParent,
        @Nullable String traceState,
        @Nullable String seq,
        int dataStart,
        int dataEnd)
        implements EventHead {

    ReadHead {
        if (id.isEmpty()) {
            throw new UndecodableException("id of an event must not be empty");
        }
        if (type.isEmpty()) {
            throw new UndecodableException("type of an event must not be empty");
        }
    }

    @Override
    public void identify(EventKey.Mix mix, byte[] payload) {
        identify(mix, type);
        identify(mix, id);
        if (seq != null) {
            mix.seq();
            identify(mix, seq);
        } else {
            mix.data(payload, dataStart, dataEnd);
        }
    }

    private static void identify(EventKey.Mix mix, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        mix.bytes(bytes, 0, bytes.length);
    }
}
