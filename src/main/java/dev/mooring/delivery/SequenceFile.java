package dev.mooring.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A file that holds the next number, as the scripts of document V keep it: {@code .producer_state} and {@code
 * .consumer_state}. Whole or not there, on the disk when {@link #write} returns. Every method blocks; one thread at a time.
 */
public final class SequenceFile {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final int LONGEST = 100;

    private final Path file;

    /** The file need not be there yet. */
    public SequenceFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * Reads it.
     *
     * @return the next number; empty when there is no file
     * @throws DamagedException when it holds something else; it was put aside then, under the name in the message
     */
    public OptionalLong read() throws IOException {
        String text;
        try {
            if (Files.isDirectory(file)) {
                throw new IOException(file + " is a directory");
            }
            if (Files.size(file) > LONGEST) {
                throw aside();
            }
            text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
        if (!NUMBER.matcher(text).matches()) {
            throw aside();
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    private DamagedException aside() throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        return new DamagedException(file + " holds no number; it was put aside as " + aside.getFileName());
    }

    /**
     * Looks whether {@link #write} will work, as far as that can be known.
     *
     * @throws IOException when it will not; the message says which file
     */
    public void checkWritable() throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory");
        }
        try {
            FileChannel.open(
                            temporary(),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE)
                    .close();
        } catch (IOException e) {
            throw new IOException(file + " cannot be written: " + e.getClass().getSimpleName(), e);
        }
    }

    private Path temporary() {
        return file.resolveSibling(file.getFileName() + ".tmp");
    }

    /** Replaces what it holds. */
    public void write(long next) throws IOException {
        Path temporary = temporary();
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(Long.toString(next));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Forgets it. */
    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /** The file was not ours, or is damaged. */
    public static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }
}
