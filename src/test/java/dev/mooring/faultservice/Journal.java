package dev.mooring.faultservice;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * What a service has done, a line for each deed, in a file that it goes on with when it is started again. Each line is one
 * write to the kernel, which keeps it when the process is killed (not when the machine is). Safe on any thread.
 */
public final class Journal {

    private static final String END = ";";

    /** What can be done with a number. */
    public enum Deed {
        /** A handler has succeeded. */
        HANDLED,
        /** It is about to be published. */
        ATTEMPTED,
        /** It was reported as published: the broker has acknowledged it. */
        PUBLISHED
    }

    /** One line. */
    public record Entry(Deed deed, String topic, long number) {

        /** What a line says; empty for one that was cut off by a kill. */
        public static Optional<Entry> read(String line) {
            String[] words = line.split(" ", -1);
            if (words.length != 4 || !words[3].equals(END)) {
                return Optional.empty();
            }
            return Optional.of(new Entry(Deed.valueOf(words[0]), words[1], Long.parseLong(words[2])));
        }

        String line() {
            return deed + " " + topic + " " + number + " " + END + "\n";
        }
    }

    private final FileOutputStream file;

    /** Goes on with that file; behind a line of its own, should the last one have no end. */
    public Journal(Path path) {
        try {
            file = new FileOutputStream(path.toFile(), true);
            file.write('\n');
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** Returns when the kernel has it. */
    public void write(Deed deed, String topic, long number) {
        try {
            file.write(new Entry(deed, topic, number).line().getBytes(US_ASCII));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
