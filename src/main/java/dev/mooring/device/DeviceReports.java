package dev.mooring.device;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a device said last about each file.
 *
 * @param device who
 * @param files  one for each file, the one that was said longest ago first
 */
record DeviceReports(MacAddress device, List<UpdateReport> files) {

    /** Files of one device that are remembered. */
    static final int MAX_FILES = 100;

    DeviceReports {
        files = List.copyOf(files);
    }

    static DeviceReports none(MacAddress device) {
        return new DeviceReports(device, List.of());
    }

    /** With a report in place of an older one about the same file; the oldest of all goes when there are too many. */
    DeviceReports with(UpdateReport report) {
        List<UpdateReport> all = new ArrayList<>(files);
        all.removeIf(each -> each.fileName().equals(report.fileName()));
        all.add(report);
        return new DeviceReports(device, all.subList(Math.max(0, all.size() - MAX_FILES), all.size()));
    }

    /** Whether a report about this file would push another out. */
    boolean hasNoRoomFor(String fileName) {
        return files.size() >= MAX_FILES && about(fileName).isEmpty();
    }

    Optional<UpdateReport> about(String fileName) {
        return files.stream().filter(each -> each.fileName().equals(fileName)).findFirst();
    }

    /** When it said something last; empty if it never did. */
    Optional<Instant> lastAt() {
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(files.get(files.size() - 1).at());
    }
}
