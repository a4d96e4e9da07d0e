package dev.mooring.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AssetFilesTest {

    private static final AssetName NAME = new AssetName("fire ware.bin");

    private final Path directory;
    private final AssetFiles files;

    AssetFilesTest(@TempDir Path temp) {
        directory = temp.resolve("assets");
        files = new AssetFiles(directory, Clock.systemUTC());
    }

    @Test
    void shouldKnowAgainWhatWasSaved() throws IOException {
        StoredFile saved = save("new");

        assertThat(saved.sha256()).isEqualTo(sha256("new"));
        assertThat(saved.version()).isEqualTo(1);
        assertThat(new AssetFiles(directory, Clock.systemUTC()).find(NAME)).hasValue(saved);
        assertThat(files.isStill(saved)).isTrue();
        assertThat(files.list()).containsExactly(saved);
    }

    @Test
    void shouldCountUploadsBeyondADeletion() throws IOException {
        StoredFile first = save("one");
        assertThat(save("two").version()).isEqualTo(2);
        assertThat(files.isStill(first)).isFalse();

        assertThat(files.delete(NAME)).isTrue();

        assertThat(files.find(NAME)).isEmpty();
        assertThat(files.list()).isEmpty();
        assertThat(files.delete(NAME)).isFalse();
        assertThat(save("three").version()).isEqualTo(3);
    }

    @Test
    void shouldMeasureWhatWasPutThere() throws IOException {
        save("one");
        Files.writeString(directory.resolve(NAME.value()), "by hand");
        Files.setLastModifiedTime(directory.resolve(NAME.value()), FileTime.from(Instant.EPOCH));

        StoredFile found = files.find(NAME).orElseThrow();

        assertThat(found).isEqualTo(new StoredFile(NAME.value(), 7, sha256("by hand"), 2, Instant.EPOCH));
        assertThat(files.find(NAME)).as("once").hasValue(found);
    }

    @Test
    void shouldNotBelieveFactsThatACrashLeftWithoutTheirFile() throws IOException {
        StoredFile old = save("old");
        Path facts = directory.resolve(".facts/fire ware.bin.json");
        AssetFacts lost = new AssetFacts(3, sha256("new"), 2, old.savedAt().plusMillis(1));
        Files.write(facts, lost.toJson());

        assertThat(files.find(NAME)).map(StoredFile::sha256).hasValue(sha256("old"));
        for (String damaged : List.of("", "{", "[]", "{}", "{\"size\":\"three\"}")) {
            Files.writeString(facts, damaged);
            assertThat(files.find(NAME)).as(damaged).map(StoredFile::sha256).hasValue(sha256("old"));
        }
    }

    @Test
    void shouldRemoveWhatACrashLeft() throws IOException {
        save("one");
        IncomingAsset lost = files.incoming(NAME);
        lost.write(bytes("half"));
        Files.createFile(directory.resolve(".facts/.fire ware.bin.json.7.tmp"));

        files.prepare();

        assertThat(lost.temporary()).doesNotExist();
        assertThat(directory.resolve(".facts")).isDirectoryNotContaining("glob:**.tmp");
        assertThat(files.find(NAME)).isPresent();
        lost.close();
    }

    @Test
    void shouldListWhatIsAnAssetAndNothingElse() throws IOException {
        save("one");
        for (String other : List.of(".keep", "a:b", "\u00fc.bin", "end.")) {
            Files.createFile(directory.resolve(other));
        }
        Files.createDirectory(directory.resolve("folder"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve(NAME.value()));

        assertThat(files.list()).extracting(StoredFile::name).containsExactly(NAME.value());
    }

    @Test
    void shouldKeepTheOldWhenItsConditionFails() throws IOException {
        StoredFile old = save("old");

        try (IncomingAsset asset = files.incoming(NAME)) {
            asset.write(bytes("new"));
            assertThatThrownBy(() -> files.put(asset, () -> {
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
        }

        assertThat(files.find(NAME)).hasValue(old);
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void shouldLetOneOfTwoUploadsWinWhole() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            CyclicBarrier together = new CyclicBarrier(2);
            for (int round = 0; round < 20; round++) {
                List<Future<StoredFile>> running = new ArrayList<>();
                for (String bytes : List.of("a".repeat(100_000), "b".repeat(200_000))) {
                    running.add(threads.submit(() -> {
                        together.await();
                        return save(bytes);
                    }));
                }
                StoredFile one = running.get(0).get();
                StoredFile other = running.get(1).get();
                StoredFile last = one.version() > other.version() ? one : other;

                assertThat(Set.of(one.version(), other.version())).isEqualTo(Set.of(2L * round + 1, 2L * round + 2));
                assertThat(files.find(NAME)).isEqualTo(Optional.of(last));
                assertThat(Sha256.of(Files.readAllBytes(directory.resolve(NAME.value()))))
                        .isEqualTo(last.sha256());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private StoredFile save(String text) throws IOException {
        try (IncomingAsset asset = files.incoming(NAME)) {
            asset.write(bytes(text));
            return files.put(asset, () -> {});
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
