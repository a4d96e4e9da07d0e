package dev.mooring.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The configs of the devices as files, one per device. A crash at any moment leaves the old file or the new one, never
 * half of one. Has no state but the directory: any number of threads, and of processes, may work on it together. Every
 * method blocks on the disk.
 */
final class ConfigFiles {

    /** A temporary file of this age belongs to no save any more; a younger one may be another process's. */
    private static final Duration STALE_AFTER = Duration.ofMinutes(1);

    private static final String SUFFIX = ".json";

    private static final Pattern CONFIG = Pattern.compile("[0-9a-f]{2}(-[0-9a-f]{2}){5}\\.json");
    private static final Pattern TEMPORARY = Pattern.compile("\\." + CONFIG + "\\.\\d+\\.tmp");

    private final Path directory;
    private final Clock clock;

    ConfigFiles(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * Creates the directory and removes what crashed saves left in it.
     *
     * @throws IOException if the directory cannot be created or read
     */
    void prepare() throws IOException {
        Files.createDirectories(directory);
        Instant youngest = clock.instant().minus(STALE_AFTER);
        for (Path file : names(TEMPORARY)) {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(youngest)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Saves the config of a device; when this returns {@link SaveOutcome#SAVED}, it survives a power cut.
     *
     * @param mac the device
     * @param content what goes into the file
     * @param overwrite whether a config that exists may be replaced
     * @return what became of it
     * @throws IOException if the disk refuses; then the config is what it was before, or already the new one whole
     */
    SaveOutcome save(MacAddress mac, byte[] content, boolean overwrite) throws IOException {
        Path temporary = createTemporary(mac);
        try {
            writeDurably(temporary, content);
            if (overwrite) {
                Files.move(temporary, file(mac), StandardCopyOption.ATOMIC_MOVE);
            } else {
                // unlike a move, a link refuses an existing name, and asks and acts in one step
                Files.createLink(file(mac), temporary);
            }
        } catch (FileAlreadyExistsException e) {
            return SaveOutcome.EXISTS;
        } finally {
            Files.deleteIfExists(temporary);
        }
        forceDirectory();
        return SaveOutcome.SAVED;
    }

    /**
     * Reads the config of a device.
     *
     * @param mac the device
     * @return the file's bytes, or empty if there is none
     * @throws IOException if the disk refuses
     */
    Optional<byte[]> read(MacAddress mac) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file(mac)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Which devices have a config.
     *
     * @return their addresses, in order
     * @throws IOException if the disk refuses
     */
    List<MacAddress> list() throws IOException {
        return names(CONFIG).stream().map(ConfigFiles::mac).sorted().toList();
    }

    /**
     * Deletes the config of a device.
     *
     * @param mac the device
     * @return whether there was one
     * @throws IOException if the disk refuses
     */
    boolean delete(MacAddress mac) throws IOException {
        boolean existed = Files.deleteIfExists(file(mac));
        if (existed) {
            forceDirectory();
        }
        return existed;
    }

    /**
     * The name under which a device's config is kept and announced.
     *
     * @param mac the device
     * @return {@code aa-bb-cc-dd-ee-ff.json}
     */
    static String fileName(MacAddress mac) {
        return mac.value() + SUFFIX;
    }

    private Path file(MacAddress mac) {
        return directory.resolve(fileName(mac));
    }

    private static MacAddress mac(Path file) {
        String name = file.getFileName().toString();
        return new MacAddress(name.substring(0, name.length() - SUFFIX.length()));
    }

    private List<Path> names(Pattern form) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(
                            file -> form.matcher(file.getFileName().toString()).matches())
                    .toList();
        }
    }

    /** In the same directory, because only within one file system a rename is atomic. */
    Path createTemporary(MacAddress mac) throws IOException {
        Files.createDirectories(directory);
        return Files.createTempFile(directory, "." + fileName(mac) + ".", ".tmp");
    }

    private static void writeDurably(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /** The new name is an entry of the directory, and only forcing the directory makes it survive a power cut. */
    private void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
