package dev.mooring.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What devices said, as files: one JSON document a device. A damaged one never stands in the way: it is as good as none, and
 * set aside before a new one is written. Any number of threads may read; only one at a time may write for a device. Every
 * method blocks on the disk.
 */
final class ReportFiles {

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{2}(-[0-9a-f]{2}){5}\\.json");
    private static final String DAMAGED = ".damaged";

    private final DurableDirectory directory;

    ReportFiles(Path directory) {
        this.directory = new DurableDirectory(directory);
    }

    /** See {@link DurableDirectory#prepare}. */
    void prepare() throws IOException {
        directory.prepare();
    }

    /** The devices that said something. */
    List<MacAddress> list() throws IOException {
        return directory.list(name -> NAME.matcher(name).matches()).stream()
                .map(ConfigFiles::device)
                .toList();
    }

    /** What a device said; nothing if the file is damaged. */
    DeviceReports read(MacAddress device) throws IOException {
        Optional<byte[]> document = directory.read(name(device));
        if (document.isEmpty()) {
            return DeviceReports.none(device);
        }
        return parse(device, document.get()).orElseGet(() -> {
            DeviceLog.LOG.reportsDamaged(device);
            return DeviceReports.none(device);
        });
    }

    /** As {@link #read}, for somebody who writes then: what is damaged is set aside for people to look at. */
    DeviceReports take(MacAddress device) throws IOException {
        Optional<byte[]> document = directory.read(name(device));
        if (document.isEmpty()) {
            return DeviceReports.none(device);
        }
        Optional<DeviceReports> reports = parse(device, document.get());
        if (reports.isEmpty()) {
            setAside(device);
        }
        return reports.orElseGet(() -> DeviceReports.none(device));
    }

    /** Keeps what a device said; when this returns, it survives a power cut. */
    void write(DeviceReports reports) throws IOException {
        String name = name(reports.device());
        Path temporary = directory.temporary(name, ConfigJson.write(document(reports)));
        try {
            directory.put(temporary, name);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void setAside(MacAddress device) throws IOException {
        String name = name(device);
        Optional<Path> file = directory.find(name);
        if (file.isPresent()) {
            directory.put(file.get(), name + DAMAGED);
            DeviceLog.LOG.reportsSetAside(device, name + DAMAGED);
        }
    }

    private static String name(MacAddress device) {
        return ConfigFiles.fileName(device);
    }

    private static ObjectNode document(DeviceReports reports) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("mac_address", reports.device().value());
        ArrayNode files = document.putArray("files");
        for (UpdateReport report : reports.files()) {
            files.addObject()
                    .put("filename", report.fileName())
                    .put("status", report.state().word())
                    .put("sha256", report.sha256())
                    .put("text", report.text())
                    .put("reported_at", report.at().toString());
        }
        return document;
    }

    private static Optional<DeviceReports> parse(MacAddress device, byte[] document) {
        try {
            List<UpdateReport> files = new ArrayList<>();
            for (JsonNode each : ConfigJson.read(document).required("files")) {
                files.add(report(device, each));
            }
            return Optional.of(new DeviceReports(device, files));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty(); // its message quotes the file
        }
    }

    private static UpdateReport report(MacAddress device, JsonNode node) {
        return new UpdateReport(
                device,
                node.required("filename").asText(),
                UpdateReport.State.valueOf(node.required("status").asText().toUpperCase(Locale.ROOT)),
                node.required("sha256").asText(),
                node.required("text").asText(),
                Instant.parse(node.required("reported_at").asText()));
    }
}
