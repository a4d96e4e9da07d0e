package dev.mooring.device;

import io.micrometer.core.instrument.Counter;
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

    /** Reports that may wait for the disk. */
    static final int MAX_WAITING = 10_000;

    private static final int WRITERS = 4;

    /** What becomes of a message. */
    private enum Outcome {
        /** It is kept. */
        ACCEPTED,
        /** It is no report, or of a device too many. */
        REFUSED,
        /** Too much waited for the disk already. */
        DROPPED,
        /** The disk did not take it. */
        LOST
    }

    private record Arrived(UpdateReport report, Runnable done) {}

    private final ReportFiles files;
    private final Consumer<UpdateReport> told;
    private final MeterRegistry metrics;
    private final Counter forgotten;
    private final DeviceQueue<Arrived> queue;
    private final Set<MacAddress> known = ConcurrentHashMap.newKeySet();
    private final LogPace refusals = new LogPace(System::nanoTime);
    private final LogPace losses = new LogPace(System::nanoTime);

    /**
     * Reports that lie in these files.
     *
     * @param told     gets each report when it is kept, on a worker thread, those of one device in their order
     * @param executor runs what blocks
     */
    UpdateReports(ReportFiles files, Consumer<UpdateReport> told, Executor executor, MeterRegistry metrics) {
        this.files = files;
        this.told = told;
        this.metrics = metrics;
        this.queue = new DeviceQueue<>(executor, WRITERS, MAX_WAITING, this::write);
        for (Outcome outcome : Outcome.values()) { // so that a rate is there from the first on
            counter(outcome);
        }
        this.forgotten = Counter.builder("mooring.device.reports.forgotten")
                .description("Reports that gave way because a device spoke about too many files")
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
     * Takes what a device says. Does not block.
     *
     * @param done run when it is kept, or when it is clear that it will not be
     */
    void take(UpdateReport report, Runnable done) {
        if (!queue.offer(report.device(), new Arrived(report, done))) {
            count(Outcome.DROPPED, 1);
            if (losses.due()) {
                DeviceLog.LOG.reportLost(report.device(), new IllegalStateException("too many reports wait already"));
            }
            done.run();
        }
    }

    /** Counts a message that is no report. */
    void refuse(String site, String why) {
        count(Outcome.REFUSED, 1);
        if (refusals.due()) {
            DeviceLog.LOG.reportRefused(
                    site, why, (long) counter(Outcome.REFUSED).count());
        }
    }

    /** What cannot be kept is acknowledged all the same: a disk that is full must not stop everything else of a site. */
    private void write(MacAddress device, List<Arrived> batch) {
        boolean kept = keep(device, batch);
        batch.forEach(each -> each.done().run());
        if (kept) {
            batch.forEach(each -> tell(each.report()));
        }
    }

    private boolean keep(MacAddress device, List<Arrived> batch) {
        if (known.size() >= MAX_DEVICES && !known.contains(device)) {
            batch.forEach(each -> refuse("any", "there are " + MAX_DEVICES + " devices already"));
            return false;
        }
        try {
            DeviceReports reports = files.take(device);
            for (Arrived each : batch) {
                if (reports.hasNoRoomFor(each.report().fileName())) {
                    forgotten.increment();
                }
                reports = reports.with(each.report());
            }
            files.write(reports);
        } catch (IOException | RuntimeException e) {
            count(Outcome.LOST, batch.size());
            if (losses.due()) {
                DeviceLog.LOG.reportLost(device, e);
            }
            return false;
        }
        known.add(device);
        count(Outcome.ACCEPTED, batch.size());
        return true;
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
