package dev.mooring.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A small disk of its own, in memory. */
class FullDiskTest {

    private static final MacAddress MAC = new MacAddress("aa-bb-cc-dd-ee-ff");
    private static final byte[] SMALL = new byte[100];

    private final Path disk;
    private @Nullable SmallDisk mounted;

    FullDiskTest(@TempDir Path temp) {
        disk = temp;
    }

    @BeforeEach
    void mount() {
        mounted = SmallDisk.writable(disk);
    }

    @AfterEach
    void unmount() {
        if (mounted != null) {
            mounted.close();
        }
    }

    @Test
    void shouldRefuseWhatHasNoRoomAndGoOnAfterwards() throws IOException {
        ConfigFiles files = new ConfigFiles(disk);
        files.save(MAC, SMALL, SaveTerms.ANY);
        List<String> before = names();

        assertThatThrownBy(() -> files.save(MAC, new byte[100_000], SaveTerms.ANY))
                .isInstanceOfSatisfying(IOException.class, FullDiskTest::assertSaidSo);

        assertThat(files.read(MAC)).hasValue(SMALL);
        assertThat(names()).isEqualTo(before);
        assertThat(files.save(MAC, new byte[200], SaveTerms.ANY)).isInstanceOf(SaveOutcome.Saved.class);
    }

    private static void assertSaidSo(IOException failure) {
        try {
            assertThat(DiskProblems.of(failure).problem().status()).isEqualTo(507);
        } catch (IOException e) {
            throw new AssertionError("must be known as a full disk", e);
        }
    }

    private List<String> names() throws IOException {
        try (var entries = Files.walk(disk)) {
            return entries.map(Path::toString).sorted().toList();
        }
    }
}
