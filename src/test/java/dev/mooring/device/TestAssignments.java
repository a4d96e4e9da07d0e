package dev.mooring.device;

import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What other parts of the room do with devices: who is given assets, and who listens to reports. */
@Singleton
@IfBuildProperty(name = "device.tests", stringValue = "true")
class TestAssignments implements Assignments {

    private final Map<MacAddress, Set<String>> assigned = new ConcurrentHashMap<>();
    private final List<UpdateReport> told = new CopyOnWriteArrayList<>();

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

    void assign(MacAddress device, String asset) {
        assigned.put(device, Set.of(asset));
    }
}
