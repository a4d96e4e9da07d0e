package dev.mooring.device;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Forces a directory to disk, once for all who changed it meanwhile: whoever comes first works for those who wait behind
 * it. Worker threads only: one waits for the disk, and for the one before.
 */
final class SharedForce {

    private final Path directory;
    private final AtomicLong changes = new AtomicLong();
    private final ReentrantLock disk = new ReentrantLock();
    /** How many of the changes are on disk; owned by who holds the lock. */
    private long forced;

    SharedForce(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes what the caller has changed in the directory survive a power cut.
     *
     * @throws IOException if the disk refuses; nobody else takes this for a success
     */
    void force() throws IOException {
        long mine = changes.incrementAndGet();
        disk.lock();
        try {
            if (forced < mine) {
                // read before the disk is asked: a change that comes now may miss it
                long all = changes.get();
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                }
                forced = all;
            }
        } finally {
            disk.unlock();
        }
    }
}
