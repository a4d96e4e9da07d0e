package dev.mooring.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a device's config was, and what becomes of saves and deletions that meet another state than they expect. */
class ConfigRevisionsTest {

    private static final MacAddress MAC = new MacAddress("aa-bb-cc-dd-ee-ff");

    private final Path directory;
    private final Path current;
    private final Path kept;
    private final ConfigFiles files;

    ConfigRevisionsTest(@TempDir Path temp) {
        directory = temp.resolve("configs");
        current = directory.resolve("aa-bb-cc-dd-ee-ff.json");
        kept = directory.resolve(".revisions/aa-bb-cc-dd-ee-ff");
        files = new ConfigFiles(directory);
    }

    @Test
    void shouldKeepEachSaveAsALinkOfItsFile() throws IOException {
        assertThat(save("one").version()).isEqualTo(1);
        StoredFile second = save("two");

        assertThat(second.version()).isEqualTo(2);
        assertThat(Files.isSameFile(kept.resolve("2.json"), current)).isTrue();
        assertThat(kept.resolve("1.json")).hasContent("one");
        assertThat(files.revisions(MAC))
                .containsExactly(
                        new Revision(2, 3, Sha256.of(bytes("two")), second.savedAt(), true),
                        new Revision(
                                1,
                                3,
                                Sha256.of(bytes("one")),
                                files.revisions(MAC).get(1).savedAt(),
                                false));
        assertThat(files.read(MAC, 1)).hasValue(bytes("one"));
        assertThat(files.read(MAC, 2)).hasValue(bytes("two"));
        assertThat(files.read(MAC, 3)).isEmpty();
    }

    @Test
    void shouldKeepTheLastTwenty() throws IOException {
        for (int save = 1; save <= 25; save++) {
            assertThat(save("save " + save).version()).isEqualTo(save);
        }

        assertThat(versions())
                .containsExactlyElementsOf(LongStream.iterate(25, version -> version - 1)
                        .limit(20)
                        .boxed()
                        .toList());
        assertThat(kept.toFile().list()).hasSize(20);
        assertThat(files.read(MAC, 5)).isEmpty();
        assertThat(files.read(MAC, 6)).hasValue(bytes("save 6"));
    }

    @Test
    void shouldNeverGoBackInNumbers() throws IOException {
        save("one");
        save("two");
        files.delete(MAC, Preconditions.NONE);

        assertThat(files.revisions(MAC)).extracting(Revision::current).containsExactly(false, false);
        assertThat(save("three").version()).isEqualTo(3);
        assertThat(new ConfigFiles(directory).revisions(MAC))
                .extracting(Revision::version)
                .containsExactly(3L, 2L, 1L);
    }

    @Test
    void shouldKeepWhatWasPutThereByHandBeforeItIsReplaced() throws IOException {
        save("one");
        replaceByHand("by hand");

        assertThat(files.revisions(MAC)).extracting(Revision::current).containsExactly(true, false);
        assertThat(files.read(MAC, 2)).hasValue(bytes("by hand"));
        assertThat(save("three").version()).isEqualTo(3);

        assertThat(files.read(MAC, 2)).hasValue(bytes("by hand"));
        assertThat(versions()).containsExactly(3L, 2L, 1L);
    }

    @Test
    void shouldKeepWhatWasPutThereByHandBeforeItIsDeleted() throws IOException {
        replaceByHand("by hand");

        files.delete(MAC, Preconditions.NONE);

        assertThat(files.read(MAC, 1)).hasValue(bytes("by hand"));
        assertThat(current).doesNotExist();
    }

    @Test
    void shouldMakeUpForASaveThatWasKilledBeforeItsRevisionWasKept() throws IOException {
        save("one");
        save("two");
        Files.delete(kept.resolve("2.json"));

        assertThat(versions()).containsExactly(2L, 1L);
        assertThat(save("three").version()).isEqualTo(3);
        assertThat(files.read(MAC, 2)).hasValue(bytes("two"));
    }

    @Test
    void shouldKnowACopyOfTheDirectoryByItsBytes() throws IOException {
        save("one");
        Files.delete(kept.resolve("1.json"));
        Files.copy(current, kept.resolve("1.json"));

        assertThat(versions()).containsExactly(1L);
        assertThat(save("two").version()).isEqualTo(2);
    }

    @Test
    void shouldSaveThoughTheRevisionCannotBeKept() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(".revisions"), "in the way");

        assertThat(save("one").version()).isEqualTo(1);
        assertThat(files.read(MAC)).hasValue(bytes("one"));

        // but what is not kept is not replaced either
        assertThatThrownBy(() -> save("two")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> files.delete(MAC, Preconditions.NONE)).isInstanceOf(IOException.class);
        assertThat(files.read(MAC)).hasValue(bytes("one"));
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder(".revisions", "aa-bb-cc-dd-ee-ff.json");
    }

    @Test
    void shouldReplaceSymbolicLinksAndNeverWriteThroughThem(@TempDir Path elsewhere) throws IOException {
        Path secret = Files.writeString(elsewhere.resolve("secret.json"), "secret");
        Files.createDirectories(kept.getParent());
        Files.createSymbolicLink(current, secret);
        Files.createSymbolicLink(kept, elsewhere);

        assertThat(files.read(MAC)).isEmpty();
        assertThat(files.list()).isEmpty();
        assertThat(files.revisions(MAC)).isEmpty();
        assertThat(files.delete(MAC, Preconditions.NONE)).isEqualTo(DeleteOutcome.ABSENT);
        SaveOutcome saved = files.save(MAC, bytes("own"), new SaveTerms(false, false, Preconditions.NONE));

        assertThat(saved).isInstanceOf(SaveOutcome.Saved.class);
        assertThat(elsewhere.toFile().list()).containsExactly("secret.json");
        assertThat(secret).hasContent("secret");
        assertThat(Files.isSymbolicLink(current)).isFalse();
        assertThat(Files.isSymbolicLink(kept)).isFalse();
        assertThat(files.read(MAC, 1)).hasValue(bytes("own"));
    }

    @Test
    void shouldNotShowARevisionThatIsASymbolicLink(@TempDir Path elsewhere) throws IOException {
        save("one");
        Files.createSymbolicLink(kept.resolve("2.json"), Files.writeString(elsewhere.resolve("secret.json"), "secret"));

        assertThat(files.read(MAC, 2)).isEmpty();
        assertThat(files.revisions(MAC)).extracting(Revision::sha256).doesNotContain(Sha256.of(bytes("secret")));
        assertThat(save("three").version()).isGreaterThan(2);
    }

    @Test
    void shouldWriteNothingWhenNothingChanged() throws IOException {
        SaveTerms ifChanged = new SaveTerms(true, true, Preconditions.NONE);
        save("one");
        Object before = Files.readAttributes(current, "unix:ino,ctime");

        assertThat(files.save(MAC, bytes("one"), ifChanged)).isInstanceOf(SaveOutcome.Unchanged.class);

        assertThat((Object) Files.readAttributes(current, "unix:ino,ctime")).isEqualTo(before);
        assertThat(versions()).containsExactly(1L);
        assertThat(files.save(MAC, bytes("two"), ifChanged)).isInstanceOf(SaveOutcome.Saved.class);
    }

    @Test
    void shouldSaveAndDeleteOnlyWhatIsExpected() throws IOException {
        Preconditions one = ifMatch(Sha256.of(bytes("one")));
        assertThat(files.save(MAC, bytes("x"), on(one))).isInstanceOf(SaveOutcome.Unexpected.class);
        assertThat(directory).doesNotExist();

        save("one");
        assertThat(files.save(MAC, bytes("two"), on(one))).isInstanceOf(SaveOutcome.Saved.class);
        assertThat(files.save(MAC, bytes("three"), on(one))).isInstanceOf(SaveOutcome.Unexpected.class);
        assertThat(files.delete(MAC, one)).isEqualTo(DeleteOutcome.UNEXPECTED);
        assertThat(files.read(MAC)).hasValue(bytes("two"));
        assertThat(files.delete(MAC, ifMatch(Sha256.of(bytes("two"))))).isEqualTo(DeleteOutcome.DELETED);
    }

    @Test
    void shouldLetOneOfManyReplaceTheSameState() throws Exception {
        save("start");
        int savers = 8;
        for (int round = 0; round < 10; round++) {
            Preconditions before = ifMatch(Sha256.of(files.read(MAC).orElseThrow()));
            String prefix = "round " + round + " saver ";

            List<SaveOutcome> outcomes = together(savers, saver -> files.save(MAC, bytes(prefix + saver), on(before)));

            assertThat(outcomes).filteredOn(SaveOutcome.Saved.class::isInstance).hasSize(1);
            int winner = IntStream.range(0, savers)
                    .filter(saver -> outcomes.get(saver) instanceof SaveOutcome.Saved)
                    .findFirst()
                    .orElseThrow();
            assertThat(files.read(MAC)).hasValue(bytes(prefix + winner));
        }
    }

    @Test
    void shouldGiveEachOfManySavesItsOwnNumber() throws Exception {
        List<SaveOutcome> outcomes = together(8, saver -> files.save(MAC, bytes("saver " + saver), SaveTerms.ANY));

        for (int saver = 0; saver < 8; saver++) {
            StoredFile saved = ((SaveOutcome.Saved) outcomes.get(saver)).file();
            assertThat(files.read(MAC, saved.version())).hasValue(bytes("saver " + saver));
        }
        assertThat(versions()).hasSize(8).contains(1L, 8L);
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder(".revisions", "aa-bb-cc-dd-ee-ff.json");
    }

    private StoredFile save(String content) throws IOException {
        return ((SaveOutcome.Saved) files.save(MAC, bytes(content), SaveTerms.ANY)).file();
    }

    private List<Long> versions() throws IOException {
        return files.revisions(MAC).stream().map(Revision::version).toList();
    }

    /** As an editor does that writes a new file and renames it. */
    private void replaceByHand(String content) throws IOException {
        Files.createDirectories(directory);
        Files.deleteIfExists(current);
        Files.writeString(current, content);
    }

    private static SaveTerms on(Preconditions preconditions) {
        return new SaveTerms(true, false, preconditions);
    }

    private static Preconditions ifMatch(String tag) {
        return new Preconditions(EntityTags.read(List.of('"' + tag + '"')), Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private interface Work<T> {
        T by(int worker) throws Exception;
    }

    private static <T> List<T> together(int workers, Work<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            CyclicBarrier start = new CyclicBarrier(workers);
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                int worker = i;
                calls.add(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    return work.by(worker);
                });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(calls, 60, TimeUnit.SECONDS)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
