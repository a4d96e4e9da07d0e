package dev.mooring.device;

import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What other parts of the room do with devices: assets, who is given them, and who listens to reports. */
@Singleton
@IfBuildProperty(name = "device.tests", stringValue = "true")
class TestAssets implements Assets, Assignments {

    private final Map<String, StoredFile> assets = new ConcurrentHashMap<>();
    private final Map<MacAddress, Set<String>> assigned = new ConcurrentHashMap<>();
    private final List<UpdateReport> told = new CopyOnWriteArrayList<>();

    @Override
    public Optional<StoredFile> find(String name) {
        return Optional.ofNullable(assets.get(name));
    }

    @Override
    public Set<String> assetsOf(MacAddress device) {
        return assigned.getOrDefault(device, Set.of());
    }

    void heard(@Observes UpdateReport report) {
        told.add(report);
    }

    List<UpdateReport> told() {
        return told;
    }

    void put(String name, String sha256) {
        assets.put(name, new StoredFile(name, 7, sha256, 1, Instant.EPOCH));
    }

    void assign(MacAddress device, String asset) {
        assigned.put(device, Set.of(asset));
    }
}
