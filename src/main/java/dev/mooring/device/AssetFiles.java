package dev.mooring.device;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The assets as files, and beside each a small file with its {@link AssetFacts}. Facts are written before their asset gets
 * its name: whatever a crash leaves, an asset's facts either fit it or are found again by reading it once.
 *
 * <p>Any thread; every method blocks on the disk. Only giving names takes turns, so that an asset and its facts go together;
 * bytes come in and go out at any number of threads.
 */
final class AssetFiles implements Assets {

    private static final int PIECE = 64 << 10;

    private final DurableDirectory assets;
    private final DurableDirectory facts;
    private final Clock clock;
    private final Lock naming = new ReentrantLock();

    AssetFiles(Path directory, Clock clock) {
        this.assets = new DurableDirectory(directory);
        this.facts = new DurableDirectory(directory.resolve(".facts"));
        this.clock = clock;
    }

    /** See {@link DurableDirectory#prepare}. */
    void prepare() throws IOException {
        assets.prepare();
        facts.prepare();
    }

    /** What must hold at the moment when a new asset takes its name. */
    interface Condition {

        /** Throws if it does not hold. */
        void check() throws IOException;
    }

    /** A new asset, to be filled and then {@link #put}. */
    IncomingAsset incoming(AssetName name) throws IOException {
        return new IncomingAsset(name, assets.temporary(name.value()));
    }

    /**
     * Puts an asset into its place; when this returns, it survives a power cut.
     *
     * @param asset all of it
     * @param condition checked when nobody else can change the name's asset any more
     * @return what was saved
     * @throws IOException if the disk refuses; then the asset is what it was before, or already the new one whole
     */
    StoredFile put(IncomingAsset asset, Condition condition) throws IOException {
        AssetName name = asset.name();
        // long before its turn: this is what takes time
        AssetFacts measured = asset.end(clock.instant());
        naming.lock();
        try {
            condition.check();
            AssetFacts numbered = numbered(name, measured);
            record(name, numbered);
            assets.put(asset.temporary(), name.value());
            return numbered.of(name);
        } finally {
            naming.unlock();
        }
    }

    @Override
    public Optional<StoredFile> find(String name) throws IOException {
        return AssetName.isOne(name) ? find(new AssetName(name)) : Optional.empty();
    }

    /**
     * What is known of an asset. Reads the whole of it once when it was not uploaded but put there.
     *
     * @return empty if there is none
     */
    Optional<StoredFile> find(AssetName name) throws IOException {
        Optional<StoredFile> known = known(name);
        if (known.isPresent() || path(name).isEmpty()) {
            return known;
        }
        naming.lock();
        try {
            Optional<StoredFile> meanwhile = known(name);
            return meanwhile.isPresent() ? meanwhile : measure(name);
        } finally {
            naming.unlock();
        }
    }

    /** Where its bytes are; empty if there is none. */
    Optional<Path> path(AssetName name) {
        return assets.find(name.value());
    }

    /** Whether the asset of that name is this one and not a newer one, as far as size and date tell. */
    boolean isStill(StoredFile asset) throws IOException {
        return attributes(new AssetName(asset.name()))
                .filter(file -> file.size() == asset.size()
                        && file.lastModifiedTime().toInstant().equals(asset.savedAt()))
                .isPresent();
    }

    /** All assets, by name. A file that has no name for an asset is none. */
    List<StoredFile> list() throws IOException {
        List<StoredFile> found = new ArrayList<>();
        for (String name : assets.list(AssetFiles::isName)) {
            find(new AssetName(name)).ifPresent(found::add); // none if it was deleted since
        }
        return found;
    }

    /** Deletes an asset; false if there was none. Its facts stay, so that its versions go on counting. */
    boolean delete(AssetName name) throws IOException {
        return path(name).isPresent() && assets.delete(name.value());
    }

    private Optional<StoredFile> known(AssetName name) throws IOException {
        Optional<BasicFileAttributes> file = attributes(name);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        return recorded(name).filter(each -> each.fit(file.get())).map(each -> each.of(name));
    }

    private Optional<StoredFile> measure(AssetName name) throws IOException {
        Optional<BasicFileAttributes> file = attributes(name);
        Optional<Path> path = path(name);
        if (file.isEmpty() || path.isEmpty()) {
            return Optional.empty();
        }
        AssetFacts measured = new AssetFacts(
                file.get().size(),
                sha256(path.get()),
                0,
                file.get().lastModifiedTime().toInstant());
        AssetFacts numbered = numbered(name, measured);
        record(name, numbered);
        DeviceLog.LOG.assetFound(name, numbered.size(), numbered.version());
        return Optional.of(numbered.of(name));
    }

    private AssetFacts numbered(AssetName name, AssetFacts facts) throws IOException {
        long before = recorded(name).map(AssetFacts::version).orElse(0L);
        return new AssetFacts(facts.size(), facts.sha256(), before + 1, facts.uploadedAt());
    }

    private Optional<AssetFacts> recorded(AssetName name) throws IOException {
        return facts.read(factsName(name)).flatMap(AssetFacts::read);
    }

    private void record(AssetName name, AssetFacts known) throws IOException {
        Path temporary = facts.temporary(factsName(name), known.toJson());
        try {
            facts.put(temporary, factsName(name));
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private Optional<BasicFileAttributes> attributes(AssetName name) throws IOException {
        Optional<Path> path = path(name);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAttributes(path.get(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) { // deleted since
            return Optional.empty();
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] piece = new byte[PIECE];
        try (InputStream bytes = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int read = bytes.read(piece); read >= 0; read = bytes.read(piece)) {
                digest.update(piece, 0, read);
            }
        }
        return Sha256.hex(digest.digest());
    }

    private static String factsName(AssetName name) {
        return name.value() + ".json";
    }

    private static boolean isName(String fileName) {
        try {
            new AssetName(fileName);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
