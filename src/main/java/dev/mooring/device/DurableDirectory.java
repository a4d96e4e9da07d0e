package dev.mooring.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A directory whose files are never half of one: what is to lie in it is written beside it under a temporary name, forced
 * to disk, and given its name in one step; when a method here returns, that survives a power cut. Temporary names begin with
 * a dot and end with {@value #TEMPORARY}; whoever names files must not name them so. Symbolic links in it are as good as
 * absent, since they lead to files that are not its own. Any thread; every method blocks on the disk.
 */
final class DurableDirectory {

    private static final String TEMPORARY = ".tmp";

    private final Path directory;

    DurableDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Creates the directory and removes what an earlier process left half done. Nobody may write meanwhile: a data directory
     * belongs to one process.
     *
     * @throws IOException if the directory cannot be created, read or cleaned
     */
    void prepare() throws IOException {
        create();
        for (String name : list(DurableDirectory::isTemporary)) {
            Files.deleteIfExists(directory.resolve(name));
        }
    }

    /** Creates it where it is missing; a directory's own name is forced as that of a file is. */
    void create() throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path above = directory.toAbsolutePath().getParent();
        if (above == null) {
            throw new NotDirectoryException(directory.toString());
        }
        DurableDirectory parent = new DurableDirectory(above);
        parent.create();
        // unlike createDirectory, content with what another thread has just created
        Files.createDirectories(directory);
        parent.force();
    }

    private static boolean isTemporary(String name) {
        return name.startsWith(".") && name.endsWith(TEMPORARY);
    }

    /** An empty file to be filled and then {@link #put}; the caller deletes it when it comes to nothing. */
    Path temporary(String name) throws IOException {
        create();
        return Files.createTempFile(directory, "." + name + ".", TEMPORARY);
    }

    /** A temporary file with these bytes, forced to disk. */
    Path temporary(String name, byte[] content) throws IOException {
        Path temporary = temporary(name);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        return temporary;
    }

    /** Gives a file that was forced to disk its name, whatever had that name before. */
    void put(Path temporary, String name) throws IOException {
        Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        force();
    }

    /**
     * Gives a file that was forced to disk a name that no other has. It keeps its own name as well.
     *
     * @return false if there is one of that name
     */
    boolean putNew(Path file, String name) throws IOException {
        try {
            // Unlike a move, a link refuses an existing name, and asks and acts in one step.
            Files.createLink(directory.resolve(name), file);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        force();
        return true;
    }

    /** The file of this name, if there is one that is its own. */
    Optional<Path> find(String name) {
        Path file = directory.resolve(name);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(file) : Optional.empty();
    }

    /** The whole content of a small file; empty if there is none. */
    Optional<byte[]> read(String name) throws IOException {
        Optional<Path> file = find(name);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllBytes(file.get()));
        } catch (NoSuchFileException e) { // deleted since
            return Optional.empty();
        }
    }

    /** Names of its files that are wanted, temporary ones among them; none if there is no directory. */
    List<String> list(Predicate<String> wanted) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> file.getFileName().toString())
                    .filter(wanted)
                    .sorted()
                    .toList();
        }
    }

    /** Deletes a file; false if there was none. */
    boolean delete(String name) throws IOException {
        boolean existed = Files.deleteIfExists(directory.resolve(name));
        if (existed) {
            force();
        }
        return existed;
    }

    /** A new name is an entry of the directory, and only forcing the directory makes it survive a power cut. */
    void force() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
