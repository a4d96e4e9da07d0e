package dev.mooring.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The last configs of one device, {@code 1.json} and up: hard links of the files that were saved, so that none is kept
 * twice. Numbers only grow. Symbolic links are as good as absent. The caller sees to it that one thread at a time is here;
 * every method blocks on the disk.
 */
final class Revisions {

    /** How many stay. */
    static final int KEPT = 20;

    private static final String SUFFIX = ".json";
    private static final Pattern NAME = Pattern.compile("[1-9][0-9]{0,17}\\.json");

    private final Path path;
    private final DurableDirectory directory;

    Revisions(Path path) {
        this.path = path;
        this.directory = new DurableDirectory(path);
    }

    /** Their numbers, ascending; none if there was never a save. */
    List<Long> versions() throws IOException {
        if (!isOwn()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .map(name -> Long.valueOf(name.substring(0, name.length() - SUFFIX.length())))
                    .sorted()
                    .toList();
        }
    }

    /** The number that a file has if it is the newest revision, and else the one that it gets when it is kept. */
    long versionOf(Path current) throws IOException {
        List<Long> versions = versions();
        long newest = versions.isEmpty() ? 0 : versions.get(versions.size() - 1);
        return newest > 0 && holds(newest, current) ? newest : newest + 1;
    }

    /** By its bytes at last, since a copy of a whole directory has no hard links. */
    private boolean holds(long version, Path current) throws IOException {
        Optional<Path> revision = find(version);
        return revision.isPresent()
                && (Files.isSameFile(revision.get(), current) || Files.mismatch(revision.get(), current) < 0);
    }

    /**
     * Keeps a file that is about to be replaced or deleted; when this returns, that survives a power cut. Mostly it has been
     * kept at its save; not if the process was killed just then, or somebody put the file there by hand.
     *
     * @return its number
     * @throws IOException if the disk refuses; then the file must stay where it is
     */
    long secure(Path current) throws IOException {
        long version = versionOf(current);
        if (find(version).isEmpty()) {
            add(current, version);
        }
        directory.force();
        return version;
    }

    /**
     * Keeps a file and drops the oldest. May be lost in a power cut as long as the file itself is not: {@link #secure} finds
     * out.
     *
     * @throws IOException if the disk refuses
     */
    void add(Path file, long version) throws IOException {
        if (Files.isSymbolicLink(path)) {
            Files.delete(path);
        }
        directory.create();
        Files.createLink(path.resolve(version + SUFFIX), file);
        List<Long> all = versions();
        for (Long old : all.subList(0, Math.max(0, all.size() - KEPT))) {
            Files.deleteIfExists(path.resolve(old + SUFFIX));
        }
    }

    /** The file of a revision, if there is one. */
    Optional<Path> find(long version) {
        return isOwn() ? directory.find(version + SUFFIX) : Optional.empty();
    }

    private boolean isOwn() {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
