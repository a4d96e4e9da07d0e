package dev.mooring.device;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * An asset on its way in: its pieces go straight into the temporary file that will be the asset, and are summed up on the
 * way, so that nothing is read twice or kept in memory. Closing removes what was not put into its place. One thread.
 */
final class IncomingAsset implements Closeable {

    private final AssetName name;
    private final Path temporary;
    private final FileChannel channel;
    private final MessageDigest digest = Sha256.digest();
    private long size;

    /**
     * Takes over a temporary file.
     *
     * @throws IOException if it cannot be opened; then it is deleted
     */
    IncomingAsset(AssetName name, Path temporary) throws IOException {
        this.name = name;
        this.temporary = temporary;
        try {
            this.channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    void write(ByteBuffer piece) throws IOException {
        digest.update(piece.duplicate());
        size += piece.remaining();
        while (piece.hasRemaining()) {
            channel.write(piece);
        }
    }

    /**
     * Ends it, with everything forced to disk.
     *
     * @param date what the file is dated; asked for again afterwards, since a file system may keep it less exactly
     * @return what is known of it now, but for its version
     */
    AssetFacts end(Instant date) throws IOException {
        Files.setLastModifiedTime(temporary, FileTime.from(date));
        channel.force(true);
        channel.close();
        Instant kept = Files.getLastModifiedTime(temporary).toInstant();
        return new AssetFacts(size, Sha256.hex(digest.digest()), 0, kept);
    }

    AssetName name() {
        return name;
    }

    Path temporary() {
        return temporary;
    }

    long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
