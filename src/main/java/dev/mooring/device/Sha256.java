package dev.mooring.device;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hex, as devices compare it. */
final class Sha256 {

    private Sha256() {}

    static String of(byte[] content) {
        return hex(digest().digest(content));
    }

    /** For what comes in pieces; its end goes through {@link #hex}. */
    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
