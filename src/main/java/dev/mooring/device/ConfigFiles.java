package dev.mooring.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The configs of the devices as files, one per device. A crash at any moment leaves the old file or the new one, never
 * half of one. Has no state but the directory: any number of threads, and of processes, may work on it together. Every
 * method blocks on the disk.
 */
final class ConfigFiles {

    private static final String SUFFIX = ".json";

    private static final Pattern CONFIG = Pattern.compile("[0-9a-f]{2}(-[0-9a-f]{2}){5}\\.json");

    private final DurableDirectory directory;
    private final Clock clock;

    ConfigFiles(Path directory, Clock clock) {
        this.directory = new DurableDirectory(directory);
        this.clock = clock;
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
     * @param overwrite whether a config that exists may be replaced
     * @return what was saved; empty when there is one that must not be replaced
     * @throws IOException if the disk refuses; then the config is what it was before, or already the new one whole
     */
    Optional<StoredFile> save(MacAddress mac, byte[] content, boolean overwrite) throws IOException {
        String name = fileName(mac);
        Path temporary = directory.temporary(name, content);
        try {
            if (overwrite) {
                directory.put(temporary, name);
            } else if (!directory.putNew(temporary, name)) {
                return Optional.empty();
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
        return Optional.of(new StoredFile(name, content.length, Sha256.of(content), 1, clock.instant()));
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
     * Deletes the config of a device.
     *
     * @param mac the device
     * @return whether there was one
     * @throws IOException if the disk refuses
     */
    boolean delete(MacAddress mac) throws IOException {
        return directory.delete(fileName(mac));
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
