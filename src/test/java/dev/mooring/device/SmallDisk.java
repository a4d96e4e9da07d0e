package dev.mooring.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assumptions.assumeThat;

/** 64 KiB of memory as a disk, over a directory until it is closed. Where that may not be done, the test is skipped. */
final class SmallDisk implements AutoCloseable {

    private final Path directory;

    private SmallDisk(Path directory, String options) {
        this.directory = directory;
        assumeThat(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", directory.toString()))
                .as("not here: a small tmpfs needs root and the right to mount")
                .isZero();
    }

    static SmallDisk writable(Path directory) {
        return new SmallDisk(directory, "size=64k");
    }

    /** Not even root may write to it, which no permission of a directory achieves. */
    static SmallDisk readOnly(Path directory) {
        return new SmallDisk(directory, "ro,size=64k");
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        run("umount", directory.toString());
    }

    private static int run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) { // no such program here
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
