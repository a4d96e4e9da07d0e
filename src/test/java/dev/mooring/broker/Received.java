package dev.mooring.broker;

import java.nio.ByteBuffer;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A message as a {@link Peer} got it.
 *
 * @param payload read-only; see {@link #text()} and {@link #bytes()}
 * @param retain whether the broker sent it from its store of retained messages rather than as it was published (MQTT
 *     3.1.1, section 3.3.1.3)
 * @param dup whether the broker says that it has sent it before
 */
public record Received(String topic, ByteBuffer payload, int qos, boolean retain, boolean dup) {

    /** Keeps a read-only view of the payload. */
    public Received {
        payload = payload.asReadOnlyBuffer();
    }

    /** The payload as UTF-8. */
    public String text() {
        return UTF_8.decode(payload.duplicate()).toString();
    }

    /** A copy of the payload. */
    public byte[] bytes() {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        return bytes;
    }
}
