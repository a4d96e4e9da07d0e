package dev.mooring.delivery;

import dev.mooring.faultservice.Journal.Entry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Reads on in a journal that a service writes. Safe on any thread. */
final class JournalReader {

    private final Path path;
    private final Consumer<Entry> each;
    private final Lock lock = new ReentrantLock();
    private long read;

    JournalReader(Path path, Consumer<Entry> each) {
        this.path = path;
        this.each = each;
    }

    /** Hands over all lines that have come since the last time. */
    void readOn() {
        lock.lock();
        try {
            if (Files.exists(path)) {
                for (String line : newLines()) {
                    Entry.read(line).ifPresent(each);
                }
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } finally {
            lock.unlock();
        }
    }

    private String[] newLines() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(file.length() - read)];
            file.seek(read);
            file.readFully(bytes);
            String text = new String(bytes, US_ASCII);
            int end = text.lastIndexOf('\n') + 1;
            read += end;
            return text.substring(0, end).split("\n", -1);
        }
    }
}
