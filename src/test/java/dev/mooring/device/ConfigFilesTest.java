package dev.mooring.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfigFilesTest {

    private static final MacAddress MAC = new MacAddress("aa-bb-cc-dd-ee-ff");
    private static final SaveTerms NEW_ONLY = new SaveTerms(false, false, Preconditions.NONE);

    private final Path temp;

    ConfigFilesTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Test
    void shouldSaveAndReadBack() throws IOException {
        ConfigFiles files = files("devices");

        SaveOutcome saved = files.save(MAC, bytes("{}"), SaveTerms.ANY);

        assertThat(saved(saved).name()).isEqualTo("aa-bb-cc-dd-ee-ff.json");
        assertThat(files.read(MAC)).hasValue(bytes("{}"));
        assertThat(temp.resolve("devices/aa-bb-cc-dd-ee-ff.json")).hasContent("{}");
    }

    @Test
    void shouldReplaceAndLeaveNothingElseBehind() throws IOException {
        ConfigFiles files = files("devices");

        files.save(MAC, bytes("a long old one"), SaveTerms.ANY);
        files.save(MAC, bytes("new"), SaveTerms.ANY);

        assertThat(files.read(MAC)).hasValue(bytes("new"));
        assertThat(names("devices")).containsExactly("aa-bb-cc-dd-ee-ff.json");
    }

    @Test
    void shouldKeepWhatExistsWhenAskedTo() throws IOException {
        ConfigFiles files = files("devices");

        assertThat(files.save(MAC, bytes("first"), NEW_ONLY)).isInstanceOf(SaveOutcome.Saved.class);
        assertThat(files.save(MAC, bytes("second"), NEW_ONLY)).isInstanceOf(SaveOutcome.Exists.class);

        assertThat(files.read(MAC)).hasValue(bytes("first"));
        assertThat(names("devices")).containsExactly("aa-bb-cc-dd-ee-ff.json");
    }

    @Test
    void shouldLetOnlyOneOfManySavesCreateAConfig() throws Exception {
        ConfigFiles files = files("devices");
        int savers = 8;

        for (int round = 0; round < 50; round++) {
            MacAddress mac = new MacAddress("00-00-00-00-00-%02x".formatted(round));
            CyclicBarrier together = new CyclicBarrier(savers);
            List<Boolean> outcomes = inParallel(savers, saver -> {
                together.await();
                return files.save(mac, bytes("saver " + saver), NEW_ONLY) instanceof SaveOutcome.Saved;
            });

            assertThat(outcomes).containsOnlyOnce(true);
            assertThat(new String(files.read(mac).orElseThrow(), UTF_8)).isEqualTo("saver " + outcomes.indexOf(true));
        }
    }

    @Test
    void shouldShowReadersTheOldOrTheNewAndNeverHalf() throws Exception {
        ConfigFiles files = files("devices");
        Set<String> wholes = Set.of("a".repeat(300_000), "b".repeat(100_000));
        files.save(MAC, bytes("a".repeat(300_000)), SaveTerms.ANY);
        AtomicBoolean done = new AtomicBoolean();

        List<Set<String>> seen = inParallel(2, worker -> {
            Set<String> read = new HashSet<>();
            if (worker == 0) {
                for (int round = 0; round < 50; round++) {
                    for (String whole : wholes) {
                        files.save(MAC, bytes(whole), SaveTerms.ANY);
                    }
                }
                done.set(true);
            }
            while (!done.get()) {
                read.add(new String(files.read(MAC).orElseThrow(), UTF_8));
            }
            return read;
        });

        assertThat(seen.get(1)).isNotEmpty().isSubsetOf(wholes);
    }

    @Test
    void shouldListWhatIsAConfigAndNothingElse() throws IOException {
        ConfigFiles files = files("devices");
        files.save(MAC, bytes("{}"), SaveTerms.ANY);
        files.save(new MacAddress("00-00-00-00-00-01"), bytes("{}"), SaveTerms.ANY);
        for (String other :
                List.of("notes.txt", "AA-BB-CC-DD-EE-00.json", ".aa-bb-cc-dd-ee-ff.json.12.tmp", "x.json")) {
            Files.createFile(temp.resolve("devices").resolve(other));
        }

        assertThat(files.list()).containsExactly(new MacAddress("00-00-00-00-00-01"), MAC);
    }

    @Test
    void shouldBeEmptyBeforeTheFirstSave() throws IOException {
        ConfigFiles files = files("devices");

        assertThat(files.list()).isEmpty();
        assertThat(files.read(MAC)).isEmpty();
        assertThat(files.delete(MAC, Preconditions.NONE)).isEqualTo(DeleteOutcome.ABSENT);
    }

    @Test
    void shouldDelete() throws IOException {
        ConfigFiles files = files("devices");
        files.save(MAC, bytes("{}"), SaveTerms.ANY);

        assertThat(files.delete(MAC, Preconditions.NONE)).isEqualTo(DeleteOutcome.DELETED);

        assertThat(files.read(MAC)).isEmpty();
        assertThat(files.delete(MAC, Preconditions.NONE)).isEqualTo(DeleteOutcome.ABSENT);
    }

    @Test
    void shouldRemoveWhatACrashLeftAndNothingElse() throws IOException {
        ConfigFiles files = files("devices");
        files.save(MAC, bytes("{}"), SaveTerms.ANY);
        new DurableDirectory(temp.resolve("devices")).temporary("aa-bb-cc-dd-ee-ff.json");
        Files.createFile(temp.resolve("devices/.keep"));
        Files.createFile(temp.resolve("devices/notes.tmp"));

        files.prepare();

        assertThat(names("devices")).containsExactlyInAnyOrder(".keep", "notes.tmp", "aa-bb-cc-dd-ee-ff.json");
    }

    @Test
    void shouldLeaveNothingBehindWhenTheRenameFails() throws IOException {
        Path inTheWay = temp.resolve("devices/aa-bb-cc-dd-ee-ff.json/in-the-way");
        Files.createDirectories(inTheWay);
        ConfigFiles files = files("devices");

        assertThatThrownBy(() -> files.save(MAC, bytes("{}"), SaveTerms.ANY)).isInstanceOf(IOException.class);

        assertThat(names("devices")).containsExactly("aa-bb-cc-dd-ee-ff.json");
        assertThat(inTheWay).exists();
    }

    @Test
    void shouldSayWhenTheDirectoryIsNone() throws IOException {
        Files.createFile(temp.resolve("devices"));
        ConfigFiles files = files("devices");

        assertThatThrownBy(files::prepare).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> files.save(MAC, bytes("{}"), SaveTerms.ANY)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> files.save(MAC, bytes("{}"), NEW_ONLY)).isInstanceOf(IOException.class);
        assertThatThrownBy(files::list).isInstanceOf(IOException.class);
    }

    private static StoredFile saved(SaveOutcome outcome) {
        return ((SaveOutcome.Saved) outcome).file();
    }

    private ConfigFiles files(String directory) {
        return new ConfigFiles(temp.resolve(directory));
    }

    private List<String> names(String directory) throws IOException {
        try (Stream<Path> entries = Files.list(temp.resolve(directory))) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals(".revisions"))
                    .toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private interface Work<T> {
        T by(int worker) throws Exception;
    }

    private static <T> List<T> inParallel(int workers, Work<T> work) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                int worker = i;
                running.add(threads.submit(() -> work.by(worker)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : running) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
