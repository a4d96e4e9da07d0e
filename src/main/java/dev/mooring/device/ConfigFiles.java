package dev.mooring.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.regex.Pattern;

/**
 * The configs of the devices as files, one per device, and what they were before. A crash at any moment leaves the old file
 * or the new one, never half of one. The directory belongs to one process; within it any worker thread may come. Every
 * method blocks on the disk.
 *
 * <p>A save makes sure that the present file is among the revisions, puts the new one in its place, and then links that as
 * the next revision. What is cut off after the second step is made up for by the first step of the next save.
 */
final class ConfigFiles {

    private static final String SUFFIX = ".json";
    private static final String REVISIONS = ".revisions";

    private static final Pattern CONFIG = Pattern.compile("[0-9a-f]{2}(-[0-9a-f]{2}){5}\\.json");

    private final Path path;
    private final DurableDirectory directory;
    private final DeviceLocks locks = new DeviceLocks();

    ConfigFiles(Path path) {
        this.path = path;
        this.directory = new DurableDirectory(path);
    }

    /** See {@link DurableDirectory#prepare}. */
    void prepare() throws IOException {
        directory.prepare();
    }

    /**
     * Saves the config of a device; when this returns, it survives a power cut.
     *
     * @param mac the device
     * @param content what goes into the file
     * @param terms when not to
     * @return what became of it
     * @throws IOException if the disk refuses; then the config is what it was before, or already the new one whole
     */
    SaveOutcome save(MacAddress mac, byte[] content, SaveTerms terms) throws IOException {
        Lock lock = locks.of(mac);
        lock.lock();
        try {
            Optional<byte[]> present = read(mac);
            if (present.isPresent() && !terms.overwrite()) {
                return new SaveOutcome.Exists();
            }
            if (!terms.preconditions().hold(present)) {
                return new SaveOutcome.Unexpected();
            }
            if (terms.onlyIfChanged()
                    && present.filter(old -> Arrays.equals(old, content)).isPresent()) {
                return new SaveOutcome.Unchanged();
            }
            return new SaveOutcome.Saved(replace(mac, content));
        } finally {
            lock.unlock();
        }
    }

    private StoredFile replace(MacAddress mac, byte[] content) throws IOException {
        String name = fileName(mac);
        Path temporary = directory.temporary(name, content);
        try {
            Instant savedAt = savedAt(temporary);
            long version = nextVersion(mac);
            directory.put(temporary, name);
            keep(mac, version);
            return new StoredFile(name, content.length, Sha256.of(content), version, savedAt);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private long nextVersion(MacAddress mac) throws IOException {
        Revisions revisions = revisionsOf(mac);
        Optional<Path> present = directory.find(fileName(mac));
        if (present.isPresent()) {
            return revisions.secure(present.get()) + 1;
        }
        List<Long> versions = revisions.versions();
        return versions.isEmpty() ? 1 : versions.get(versions.size() - 1) + 1;
    }

    /** The config is saved already; a revision that is late does not change that. */
    private void keep(MacAddress mac, long version) {
        try {
            revisionsOf(mac).add(path.resolve(fileName(mac)), version);
        } catch (IOException e) {
            DeviceLog.LOG.revisionLate(mac, version, e);
        }
    }

    /**
     * Reads the config of a device.
     *
     * @param mac the device
     * @return the file's bytes, or empty if there is none
     * @throws IOException if the disk refuses
     */
    Optional<byte[]> read(MacAddress mac) throws IOException {
        return directory.read(fileName(mac));
    }

    /** What the list shows of a device's config; one that somebody damaged has no names. Empty if there is none. */
    Optional<ConfigSummary> summary(MacAddress mac) throws IOException {
        return read(mac).map(content -> ConfigSummary.of(mac, readable(mac, content)));
    }

    /** One file that somebody else damaged must not hide all the others. */
    private static JsonNode readable(MacAddress mac, byte[] content) {
        try {
            return ConfigJson.read(content);
        } catch (IOException e) {
            DeviceLog.LOG.damaged(mac);
            return MissingNode.getInstance();
        }
    }

    /**
     * Which devices have a config.
     *
     * @return their addresses, in order
     * @throws IOException if the disk refuses
     */
    List<MacAddress> list() throws IOException {
        return directory.list(name -> CONFIG.matcher(name).matches()).stream()
                .map(ConfigFiles::device)
                .sorted()
                .toList();
    }

    /**
     * Deletes the config of a device. Its revisions stay, so that one of them can be restored.
     *
     * @param mac the device
     * @param preconditions when not to
     * @return what became of it
     * @throws IOException if the disk refuses
     */
    DeleteOutcome delete(MacAddress mac, Preconditions preconditions) throws IOException {
        Lock lock = locks.of(mac);
        lock.lock();
        try {
            Optional<Path> present = directory.find(fileName(mac));
            if (present.isEmpty()) {
                return DeleteOutcome.ABSENT;
            }
            if (!preconditions.hold(read(mac))) {
                return DeleteOutcome.UNEXPECTED;
            }
            revisionsOf(mac).secure(present.get());
            return directory.delete(fileName(mac)) ? DeleteOutcome.DELETED : DeleteOutcome.ABSENT;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What the config of a device was and is. A present file that is not among the revisions yet is shown as what it becomes
     * at the next save.
     *
     * @param mac the device
     * @return the newest first; none if there was never a config
     * @throws IOException if the disk refuses
     */
    List<Revision> revisions(MacAddress mac) throws IOException {
        Lock lock = locks.of(mac);
        lock.lock();
        try {
            Revisions kept = revisionsOf(mac);
            Optional<Path> present = directory.find(fileName(mac));
            long current = present.isPresent() ? kept.versionOf(present.get()) : 0;
            List<Revision> revisions = new ArrayList<>();
            for (long version : kept.versions()) {
                Optional<Path> file = kept.find(version);
                if (file.isPresent()) {
                    revisions.add(0, revision(version, file.get(), version == current));
                }
            }
            if (present.isPresent() && kept.find(current).isEmpty()) {
                revisions.add(0, revision(current, present.get(), true));
            }
            return revisions;
        } finally {
            lock.unlock();
        }
    }

    private static Revision revision(long version, Path file, boolean current) throws IOException {
        byte[] content = Files.readAllBytes(file);
        return new Revision(version, content.length, Sha256.of(content), savedAt(file), current);
    }

    /**
     * Reads what the config of a device was or is.
     *
     * @param mac the device
     * @param version as {@link #revisions} tells
     * @return its bytes, or empty if there is no such revision, or not any more
     * @throws IOException if the disk refuses
     */
    Optional<byte[]> read(MacAddress mac, long version) throws IOException {
        Lock lock = locks.of(mac);
        lock.lock();
        try {
            Revisions kept = revisionsOf(mac);
            Optional<Path> file = kept.find(version);
            if (file.isEmpty()) {
                Optional<Path> present = directory.find(fileName(mac));
                if (present.isPresent() && kept.versionOf(present.get()) == version) {
                    file = present;
                }
            }
            return file.isPresent() ? Optional.of(Files.readAllBytes(file.get())) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Revisions revisionsOf(MacAddress mac) {
        return new Revisions(path.resolve(REVISIONS).resolve(mac.value()));
    }

    private static Instant savedAt(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MILLIS);
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

    /** The device whose config is kept under this name: the way back from {@link #fileName}. */
    static MacAddress device(String name) {
        return new MacAddress(name.substring(0, name.length() - SUFFIX.length()));
    }
}
