package dev.mooring.device;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What devices say about the files they fetch, the last of each device and file. Kept on disk; in memory is only who said
 * something. The order of arrival counts, not what a device's clock may say. Safe on any thread.
 */
final class UpdateReports implements Reports {

    /** Devices that are remembered; what a further one says is refused. A few more may slip in at once. */
    static final int MAX_DEVICES = 100_000;

    /**
     * Reports that may wait for the disk. What a site's broker sends ahead of our acknowledgements is bounded already, so only
     * very many sites, or a broker that sends the same again with each connection, come so far while a disk refuses.
     */
    static final int MAX_WAITING = 65_535;

    private static final int WRITERS = 4;

    /** What becomes of a message. */
    private enum Outcome {
        /** It is kept. */
        ACCEPTED,
        /** It is no report, or of a device too many. */
        REFUSED,
        /** Too much waited for the disk already: neither kept nor acknowledged. */
        LEFT,
        /** The disk did not take it this time. */
        RETRIED
    }

    /**
     * A report on its way to the disk.
     *
     * @param kept    run when it is kept
     * @param refused told why when it never will be
     */
    private record Arrived(UpdateReport report, Runnable kept, Consumer<String> refused) {}

    private final ReportFiles files;
    private final Consumer<UpdateReport> told;
    private final MeterRegistry metrics;
    private final Counter forgotten;
    private final DeviceQueue<Arrived> queue;
    private final Set<MacAddress> known = ConcurrentHashMap.newKeySet();
    private final LogPace refusals = new LogPace(System::nanoTime);
    private final LogPace retries = new LogPace(System::nanoTime);
    private final LogPace left = new LogPace(System::nanoTime);

    /**
     * Reports that lie in these files.
     *
     * @param told     gets each report when it is kept, on a worker thread, those of one device in their order
     * @param executor runs what blocks
     * @param timer    ends the pauses after which a disk that refused is asked again
     */
    UpdateReports(
            ReportFiles files,
            Consumer<UpdateReport> told,
            Executor executor,
            DeviceQueue.Timer timer,
            MeterRegistry metrics) {
        this.files = files;
        this.told = told;
        this.metrics = metrics;
        this.queue = new DeviceQueue<>(executor, timer, WRITERS, MAX_WAITING, this::write);
        for (Outcome outcome : Outcome.values()) { // so that a rate is there from the first on
            counter(outcome);
        }
        this.forgotten = Counter.builder("mooring.device.reports.forgotten")
                .description("Reports that gave way because a device spoke about too many files")
                .register(metrics);
        Gauge.builder("mooring.device.reports.waiting", queue::size)
                .description("Reports that wait for the disk, unacknowledged")
                .register(metrics);
    }

    /** Finds out who said something in an earlier life. Blocks. */
    void load() throws IOException {
        files.prepare();
        known.addAll(files.list());
    }

    /** The devices that said something, in no order. */
    Set<MacAddress> devices() {
        return Set.copyOf(known);
    }

    /** What a device said; nothing if it is silent. Blocks. */
    DeviceReports of(MacAddress device) throws IOException {
        return known.contains(device) ? files.read(device) : DeviceReports.none(device);
    }

    @Override
    public Optional<UpdateReport> latest(MacAddress device, String fileName) throws IOException {
        return of(device).about(fileName);
    }

    /**
     * Takes what a device says. Does not block. While the disk refuses, it waits; when too much waits already, neither is
     * called, and the broker brings it again with its next connection.
     *
     * @param kept    run when it is on the disk: only then may its message be acknowledged
     * @param refused told why if it never will be
     */
    void take(UpdateReport report, Runnable kept, Consumer<String> refused) {
        if (!queue.offer(report.device(), new Arrived(report, kept, refused))) {
            count(Outcome.LEFT, 1);
            if (left.due()) {
                DeviceLog.LOG.reportLeft(report.device(), MAX_WAITING);
            }
        }
    }

    /** Counts a message that is no report, or a report too many. */
    void refuse(String site, String why) {
        count(Outcome.REFUSED, 1);
        if (refusals.due()) {
            DeviceLog.LOG.reportRefused(
                    site, why, (long) counter(Outcome.REFUSED).count());
        }
    }

    private boolean write(MacAddress device, List<Arrived> batch) {
        if (known.size() >= MAX_DEVICES && !known.contains(device)) {
            batch.forEach(each -> each.refused().accept("there are " + MAX_DEVICES + " devices already"));
            return true;
        }
        try {
            keep(device, batch);
        } catch (IOException | RuntimeException e) {
            count(Outcome.RETRIED, batch.size());
            if (retries.due()) {
                DeviceLog.LOG.reportRetried(device, queue.size(), e);
            }
            return false;
        }
        known.add(device);
        count(Outcome.ACCEPTED, batch.size());
        batch.forEach(each -> each.kept().run());
        batch.forEach(each -> tell(each.report()));
        return true;
    }

    private void keep(MacAddress device, List<Arrived> batch) throws IOException {
        DeviceReports reports = files.take(device);
        int gaveWay = 0;
        for (Arrived each : batch) {
            if (reports.hasNoRoomFor(each.report().fileName())) {
                gaveWay++;
            }
            reports = reports.with(each.report());
        }
        files.write(reports);
        forgotten.increment(gaveWay);
    }

    private void tell(UpdateReport report) {
        try {
            told.accept(report);
        } catch (RuntimeException e) {
            DeviceLog.LOG.reportNotTold(report.device(), e);
        }
    }

    private void count(Outcome outcome, int times) {
        counter(outcome).increment(times);
    }

    private Counter counter(Outcome outcome) {
        return Counter.builder("mooring.device.reports")
                .description("Messages on update-status topics, by what became of them")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(metrics);
    }
}
