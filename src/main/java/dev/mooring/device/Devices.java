package dev.mooring.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The devices that are known, by their configs and by what they said. Any thread; every method blocks on the disk. */
@Singleton
class Devices {

    private final CurrentFiles files;
    private final UpdateReports reports;
    private final Instance<Assignments> assignments;

    Devices(CurrentFiles files, UpdateReports reports, @Any Instance<Assignments> assignments) {
        this.files = files;
        this.reports = reports;
        this.assignments = assignments;
    }

    /** Every device that has a config or said something, in order. */
    NavigableSet<MacAddress> all() throws IOException {
        NavigableSet<MacAddress> all = new TreeSet<>(reports.devices());
        all.addAll(files.configured());
        return all;
    }

    /** A device with what it should have and what it said; empty if nothing is known of it. */
    Optional<DeviceView> find(MacAddress device) throws IOException {
        Optional<byte[]> content = files.content(device);
        DeviceReports said = reports.of(device);
        if (content.isEmpty() && said.files().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(view(device, content, said));
    }

    private DeviceView view(MacAddress device, Optional<byte[]> content, DeviceReports said) throws IOException {
        String name = ConfigFiles.fileName(device);
        Optional<CurrentFile> config = content.map(bytes -> CurrentFile.of(name, bytes));
        List<DeviceView.FileView> spokenOf = new ArrayList<>();
        for (UpdateReport report : said.files()) {
            Optional<CurrentFile> file =
                    report.fileName().equals(name) ? config : files.find(device, report.fileName());
            boolean current = file.isPresent() && file.get().isIn(report);
            spokenOf.add(DeviceView.FileView.of(report, current));
        }
        @Nullable
        JsonNode deviceName = content.map(bytes -> deviceName(device, bytes)).orElse(null);
        DeviceView.@Nullable Config now = config.map(DeviceView.Config::of).orElse(null);
        @Nullable Instant last = said.lastAt().orElse(null);
        return new DeviceView(device.value(), deviceName, now, last, spokenOf);
    }

    /** One file that somebody else damaged must not hide all the others. */
    private static @Nullable JsonNode deviceName(MacAddress device, byte[] content) {
        JsonNode read;
        try {
            read = ConfigJson.read(content);
        } catch (IOException e) {
            DeviceLog.LOG.damaged(device);
            read = MissingNode.getInstance();
        }
        return ConfigSummary.of(device, read).deviceName();
    }

    /**
     * What a device has to fetch: its config, every asset that it ever spoke of or that somebody gave it, unless it said that
     * it runs the file as it is now.
     */
    PendingList pending(MacAddress device) throws IOException {
        DeviceReports said = reports.of(device);
        List<PendingList.PendingFile> pending = new ArrayList<>();
        for (String name : wanted(device, said)) {
            Optional<CurrentFile> file = files.find(device, name);
            if (file.isPresent() && !runs(said, file.get())) {
                pending.add(pending(device, file.get()));
            }
        }
        return new PendingList(device.value(), pending, pending.size());
    }

    private Set<String> wanted(MacAddress device, DeviceReports said) {
        Set<String> names = new LinkedHashSet<>();
        names.add(ConfigFiles.fileName(device));
        said.files().forEach(report -> names.add(report.fileName()));
        assignments.forEach(each -> names.addAll(each.assetsOf(device)));
        return names;
    }

    private static boolean runs(DeviceReports said, CurrentFile file) {
        return said.about(file.name())
                .filter(report -> report.state() == UpdateReport.State.UPDATED && file.isIn(report))
                .isPresent();
    }

    private static PendingList.PendingFile pending(MacAddress device, CurrentFile file) {
        boolean config = file.name().equals(ConfigFiles.fileName(device));
        String path = (config ? "/configs/" : "/assets/") + file.name();
        return new PendingList.PendingFile(file.name(), file.size(), file.sha256(), encoded(path));
    }

    private static String encoded(String path) {
        try {
            return new URI(null, null, path, null).getRawPath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a path alone is always a URI", e);
        }
    }
}
