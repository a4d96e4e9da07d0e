package dev.mooring.retained;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Topics to be purged with what they had when they were listed, in a temporary file: there may be more than fit into memory. First
 * written, then read, by one thread at a time; every method blocks on the disk.
 */
final class PurgePlan implements AutoCloseable {

    /** One topic. */
    record Item(String topic, Fingerprint payload) {}

    private final Path file;
    private @Nullable DataOutputStream out;
    private @Nullable DataInputStream in;
    private long size;

    PurgePlan() throws IOException {
        file = Files.createTempFile("mooring-purge-", ".plan");
        out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    }

    void add(List<Item> items) throws IOException {
        DataOutputStream target = out;
        if (target == null) {
            throw new IllegalStateException("the plan is being read");
        }
        for (Item item : items) {
            byte[] topic = item.topic().getBytes(StandardCharsets.UTF_8);
            target.writeShort(topic.length);
            target.write(topic);
            item.payload().write(target);
            size++;
        }
    }

    long size() {
        return size;
    }

    /** The next of them, none at the end. */
    List<Item> next(int most) throws IOException {
        DataInputStream source = source();
        List<Item> items = new ArrayList<>();
        while (items.size() < most && size > 0) {
            size--;
            byte[] topic = source.readNBytes(source.readUnsignedShort());
            items.add(new Item(new String(topic, StandardCharsets.UTF_8), Fingerprint.read(source)));
        }
        return items;
    }

    private DataInputStream source() throws IOException {
        DataInputStream source = in;
        if (source == null) {
            closeOut();
            source = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
            in = source;
        }
        return source;
    }

    private void closeOut() throws IOException {
        DataOutputStream target = out;
        out = null;
        if (target != null) {
            target.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeOut();
            if (in != null) {
                in.close();
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
