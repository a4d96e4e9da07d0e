package dev.mooring.retained;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A list as lines of JSON in a temporary file, where it waits for its reader: mosquitto drops what a client does not read at
 * once, so nobody's slowness may reach the broker. And a list that failed in the middle is never begun to be sent.
 *
 * <p>Confined to an event loop; the disk is worked on elsewhere.
 */
final class LineSpool {

    private static final int BATCH = 500;
    private static final long MOST_BYTES = 1L << 30;

    private final Context context;
    private final ObjectWriter json;
    private final Path file;
    private final OutputStream out;
    private List<RetainedEntry> pending = new ArrayList<>();
    private Future<Void> written = Future.succeededFuture();
    /** Written by one worker at a time. */
    private long bytes;

    private LineSpool(Context context, ObjectWriter json) throws IOException {
        this.context = context;
        this.json = json;
        this.file = Files.createTempFile("mooring-retained-", ".ndjson");
        this.out = new BufferedOutputStream(Files.newOutputStream(file));
    }

    /** An empty one. */
    static Future<LineSpool> create(Context context, ObjectWriter json) {
        return context.executeBlocking(() -> new LineSpool(context, json), true);
    }

    /** Adds a line; the next one may come when {@code done} is run. */
    void add(RetainedEntry entry, Runnable done) {
        pending.add(entry);
        if (pending.size() < BATCH) {
            done.run();
        } else {
            flush().onComplete(flushed -> done.run());
        }
    }

    /** The whole file; fails when it could not be written, or became too large. */
    Future<Path> finish() {
        return flush().compose(flushed -> context.executeBlocking(
                () -> {
                    out.close();
                    return file;
                },
                true));
    }

    /** Throws it away. */
    void discard() {
        context.executeBlocking(
                () -> {
                    out.close();
                    return Files.deleteIfExists(file);
                },
                true);
    }

    private Future<Void> flush() {
        List<RetainedEntry> entries = pending;
        pending = new ArrayList<>();
        written = written.compose(before -> context.executeBlocking(
                () -> {
                    write(entries);
                    return null;
                },
                true));
        return written;
    }

    private void write(List<RetainedEntry> entries) throws IOException {
        for (RetainedEntry entry : entries) {
            byte[] line = json.writeValueAsBytes(entry);
            bytes += line.length + 1;
            if (bytes > MOST_BYTES) {
                throw new RetainedException("the list is larger than " + MOST_BYTES + " bytes");
            }
            out.write(line);
            out.write('\n');
        }
    }
}
