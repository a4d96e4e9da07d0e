package dev.mooring.retained;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A payload without its bytes: 128 bits of its SHA-256. */
record Fingerprint(long one, long other) {

    static Fingerprint of(byte[] payload) {
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(payload));
            return new Fingerprint(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static Fingerprint read(DataInputStream in) throws IOException {
        return new Fingerprint(in.readLong(), in.readLong());
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(one);
        out.writeLong(other);
    }
}
