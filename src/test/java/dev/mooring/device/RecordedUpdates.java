package dev.mooring.device;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;

/** The application with a directory of its own, and with update notifications that are written down instead of sent. */
public class RecordedUpdates implements QuarkusTestProfile {

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(RecordingUpdateChannel.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            return Map.of(
                    "mooring.devices.directory",
                    Files.createTempDirectory("mooring-devices").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
