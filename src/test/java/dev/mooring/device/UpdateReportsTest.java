package dev.mooring.device;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

class UpdateReportsTest {

    private static final MacAddress LAMP = new MacAddress("00-00-00-00-00-01");
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private Path directory = Path.of("");
    private final Queue<Runnable> executor = new ArrayDeque<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<UpdateReport> told = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final Queue<Runnable> afterPauses = new ArrayDeque<>();
    private int acknowledged;

    private interface Repair {
        void run() throws IOException;
    }

    @BeforeEach
    void inAPlaceOfItsOwn(@TempDir Path root) {
        directory = root.resolve("reports");
    }

    @Test
    void shouldKeepTheLatestOfEachFile() throws IOException {
        UpdateReports reports = reports();
        UpdateReport first = report("a.bin", UpdateReport.State.DOWNLOADING);
        UpdateReport other = report("b.bin", UpdateReport.State.UPDATED);
        UpdateReport last = report("a.bin", UpdateReport.State.FAILED);

        take(reports, first, other, last);

        assertThat(reports.of(LAMP).files()).containsExactly(other, last);
        assertThat(told).containsExactly(first, other, last);
        assertThat(outcome("accepted")).isEqualTo(3);
    }

    @Test
    void shouldAcknowledgeAndTellOnlyWhatIsOnTheDisk() {
        UpdateReports reports = reports();

        reports.take(report("a.bin", UpdateReport.State.UPDATED), () -> acknowledged++, refused::add);

        assertThat(acknowledged).isZero();
        assertThat(directory).doesNotExist();
        runAll();
        assertThat(acknowledged).isEqualTo(1);
        assertThat(directory.resolve(LAMP + ".json")).exists();
        assertThat(told).hasSize(1);
    }

    @Test
    void shouldKnowAfterARestartWhatWasSaidBefore() throws IOException {
        UpdateReport report =
                new UpdateReport(LAMP, "a b.bin", UpdateReport.State.VERIFIED, "ab".repeat(32), "\"fine\" \u2713", NOW);
        take(reports(), report);
        Files.writeString(directory.resolve(".x.tmp"), "half");

        UpdateReports again = reports();
        again.load();

        assertThat(again.devices()).containsExactly(LAMP);
        assertThat(again.of(LAMP).files()).containsExactly(report);
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void shouldSetADamagedFileAside() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(LAMP + ".json"), "{\"files\":[{\"filename\":");
        UpdateReports reports = reports();
        reports.load();
        UpdateReport report = report("a.bin", UpdateReport.State.UPDATED);

        assertThat(reports.of(LAMP).files()).isEmpty();
        take(reports, report);

        assertThat(reports.of(LAMP).files()).containsExactly(report);
        assertThat(directory.resolve(LAMP + ".json.damaged")).hasContent("{\"files\":[{\"filename\":");
        assertThat(outcome("accepted")).isEqualTo(1);
    }

    @Test
    void shouldForgetTheOldestOfTooManyFiles() throws IOException {
        UpdateReports reports = reports();
        for (int i = 0; i <= DeviceReports.MAX_FILES; i++) {
            reports.take(report("f" + i, UpdateReport.State.UPDATED), () -> {}, refused::add);
        }
        runAll();
        take(reports, report("f50", UpdateReport.State.FAILED));

        assertThat(reports.of(LAMP).files())
                .hasSize(DeviceReports.MAX_FILES)
                .extracting(UpdateReport::fileName)
                .doesNotContain("f0")
                .startsWith("f1")
                .endsWith("f50");
        assertThat(metrics.get("mooring.device.reports.forgotten").counter().count())
                .isEqualTo(1);
    }

    @Test
    void shouldKeepInTheEndWhatTheDiskDidNotTake() throws IOException {
        Files.writeString(directory, "a file where the directory should be");

        assertKeptAfter(() -> Files.delete(directory));
    }

    @Test
    void shouldKeepInTheEndWhatItHadNoPermissionFor() throws IOException {
        Files.createDirectories(directory);
        Set<PosixFilePermission> before = Files.getPosixFilePermissions(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeThat(Files.isWritable(directory))
                    .as("not here: permissions of a directory mean nothing to root")
                    .isFalse();
            assertKeptAfter(() -> Files.setPosixFilePermissions(directory, before));
        } finally {
            Files.setPosixFilePermissions(directory, before);
        }
    }

    private void assertKeptAfter(Repair repair) throws IOException {
        UpdateReports reports = reports();
        UpdateReport first = report("a.bin", UpdateReport.State.DOWNLOADING);
        UpdateReport last = report("a.bin", UpdateReport.State.UPDATED);

        take(reports, first);
        endPauses();
        assertThat(acknowledged).isZero();
        assertThat(told).isEmpty();
        assertThat(outcome("retried")).isEqualTo(2);
        assertThat(metrics.get("mooring.device.reports.waiting").gauge().value())
                .isEqualTo(1);
        assertThat(reports.devices()).isEmpty();
        take(reports, last);
        repair.run();
        endPauses();

        assertThat(acknowledged).isEqualTo(2);
        assertThat(told).containsExactly(first, last);
        assertThat(reports.of(LAMP).files()).containsExactly(last);
        assertThat(outcome("accepted")).isEqualTo(2);
        assertThat(metrics.get("mooring.device.reports.waiting").gauge().value())
                .isZero();
    }

    @Test
    void shouldCountAndLeaveWhatIsTooMuchAtOnce() {
        UpdateReports reports = reports();
        for (int i = 0; i < UpdateReports.MAX_WAITING; i++) {
            reports.take(report("a.bin", UpdateReport.State.UPDATED), () -> {}, refused::add);
        }

        reports.take(report("a.bin", UpdateReport.State.FAILED), () -> acknowledged++, refused::add);
        runAll();

        assertThat(acknowledged).isZero();
        assertThat(refused).isEmpty();
        assertThat(outcome("left")).isEqualTo(1);
        assertThat(outcome("accepted")).isEqualTo(UpdateReports.MAX_WAITING);
    }

    @Test
    void shouldBearSomebodyWhoFailsAtAReport() {
        UpdateReports reports = new UpdateReports(
                new ReportFiles(directory),
                report -> {
                    throw new IllegalStateException("broken");
                },
                executor::add,
                timer(),
                metrics);

        take(reports, report("a.bin", UpdateReport.State.UPDATED), report("b.bin", UpdateReport.State.UPDATED));

        assertThat(acknowledged).isEqualTo(2);
        assertThat(outcome("accepted")).isEqualTo(2);
    }

    private UpdateReports reports() {
        return new UpdateReports(new ReportFiles(directory), told::add, executor::add, timer(), metrics);
    }

    private void take(UpdateReports reports, UpdateReport... all) {
        for (UpdateReport each : all) {
            reports.take(each, () -> acknowledged++, refused::add);
        }
        runAll();
    }

    private DeviceQueue.Timer timer() {
        return (pause, action) -> afterPauses.add(action);
    }

    /** Those that are under way now. */
    private void endPauses() {
        List<Runnable> due = new ArrayList<>(afterPauses);
        afterPauses.clear();
        due.forEach(Runnable::run);
        runAll();
    }

    private void runAll() {
        for (Runnable next = executor.poll(); next != null; next = executor.poll()) {
            next.run();
        }
    }

    private double outcome(String outcome) {
        return metrics.get("mooring.device.reports")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static UpdateReport report(String fileName, UpdateReport.State state) {
        return new UpdateReport(LAMP, fileName, state, "", "", NOW);
    }
}
