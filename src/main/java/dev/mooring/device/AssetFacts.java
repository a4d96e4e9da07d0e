package dev.mooring.device;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of an asset without reading it, as it is kept beside it. Size and date tie it to one file: facts that a
 * crash left without their file, or a file that somebody put there by hand, do not fit each other.
 *
 * @param size       in bytes
 * @param sha256     of its bytes, in lower-case hex
 * @param version    how often something was saved under the name
 * @param uploadedAt the file's date, to the nanosecond as far as the file system keeps it
 */
record AssetFacts(long size, String sha256, long version, Instant uploadedAt) {

    /** Reads what {@link #toJson} wrote; empty if it is anything else. */
    static Optional<AssetFacts> read(byte[] json) {
        try {
            JsonObject facts = new JsonObject(Buffer.buffer(json));
            return Optional.of(new AssetFacts(
                    facts.getLong("size"),
                    facts.getString("sha256"),
                    facts.getLong("version"),
                    facts.getInstant("uploaded_at")));
        } catch (RuntimeException e) { // no JSON, another shape: whatever it is, it has to be written anew
            return Optional.empty();
        }
    }

    byte[] toJson() {
        return new JsonObject()
                .put("size", size)
                .put("sha256", sha256)
                .put("version", version)
                .put("uploaded_at", uploadedAt.toString())
                .toBuffer()
                .getBytes();
    }

    boolean fit(BasicFileAttributes file) {
        return file.size() == size && file.lastModifiedTime().toInstant().equals(uploadedAt);
    }

    StoredFile of(AssetName name) {
        return new StoredFile(name.value(), size, sha256, version, uploadedAt);
    }
}
