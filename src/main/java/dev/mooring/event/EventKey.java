package dev.mooring.event;

import dev.mooring.mqtt.InboundMessage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What tells one event from another (document C): {@code {type}|{id}|seq={seq}} when the data has a {@code seq}, else
 * {@code {type}|{id}|hash={digest of data}}. The digest is that of the data's bytes: a sender that sends again sends the
 * same ones.
 */
public final class EventKey {

    private static final int DIGEST_BYTES = 16;
    private static final HexFormat HEX = HexFormat.of();

    /** One for each thread, since making one costs as much as using it. */
    private static final ThreadLocal<MessageDigest> DIGESTS = ThreadLocal.withInitial(EventKey::sha256);

    private EventKey() {}

    /** The key of a message; empty when it is no event. */
    public static Optional<String> of(InboundMessage message) {
        try {
            return Optional.of(of(EventDecoder.head(message), message.payloadBytes()));
        } catch (UndecodableException e) {
            return Optional.empty();
        }
    }

    static String of(EventHead head, byte[] payload) {
        String seq = head.seq();
        return head.type() + '|' + head.id() + (seq != null ? "|seq=" + seq : "|hash=" + digest(head, payload));
    }

    private static String digest(EventHead head, byte[] payload) {
        MessageDigest digest = DIGESTS.get();
        digest.reset();
        digest.update(payload, head.dataStart(), head.dataEnd() - head.dataStart());
        return HEX.formatHex(digest.digest(), 0, DIGEST_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
