package dev.mooring.device;

import dev.mooring.broker.ArtemisBroker;
import dev.mooring.broker.FreePort;
import dev.mooring.broker.MosquittoBroker;
import dev.mooring.broker.TestBroker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The application with desired states and a directory of its own, in which one device has a config already. The site {@code
 * default} speaks MQTT 5 and {@code barn} 3.1.1, on one broker; where {@code late} connects to, a test may start a broker; {@code moat} is disabled.
 */
public abstract class DeviceProfile implements QuarkusTestProfile {

    /** Has a config from before the start. */
    static final String OLD = "00-00-00-00-00-01";

    /** On the embedded broker, with two retention rules for {@code barn}. */
    public static final class OnArtemis extends DeviceProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Artemis.class));
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = super.getConfigOverrides();
            config.put("mooring.retained.rules.sweep.site", "yard");
            config.put("mooring.retained.rules.sweep.filter", "swept/#");
            config.put("mooring.retained.rules.sweep.older-than", "1h");
            config.put("mooring.retained.rules.sweep.schedule", "1s");
            config.put("mooring.retained.rules.look.site", "yard");
            config.put("mooring.retained.rules.look.filter", "looked-at/#");
            config.put("mooring.retained.rules.look.schedule", "*/2 * * * * ?");
            config.put("mooring.retained.rules.look.dry-run", "true");
            return config;
        }
    }

    /** On a mosquitto of its own; the site {@code late} is told as well. */
    public static final class OnMosquitto extends DeviceProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Mosquitto.class));
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = super.getConfigOverrides();
            config.put("mooring.devices.sites", "default,late");
            return config;
        }
    }

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>();
        config.put("device.tests", "true");
        config.put("mooring.instance-id", "test");
        config.put("mooring.devices.directory", directory().toString());
        config.put("mooring.devices.desired-state", "true");
        config.put("mooring.devices.sites", "default");
        config.put("mooring.defaults.max-packet-size", "20000");
        config.put("mooring.sites.barn.protocol-version", "3.1.1");
        config.put("mooring.sites.moat.url", "mqtt://127.0.0.1");
        config.put("mooring.sites.moat.enabled", "false");
        config.put("mooring.sites.late.url", "mqtt://127.0.0.1:" + FreePort.next());
        config.put("mooring.sites.late.reconnect.max-delay", "500ms");
        config.put("mooring.sites.late.takeover-cooldown", "500ms"); // its broker dies young, again and again
        return config;
    }

    private static Path directory() {
        try {
            Path directory = Files.createTempDirectory("mooring-devices");
            Path configs = Files.createDirectories(directory.resolve("configs"));
            Files.writeString(configs.resolve(OLD + ".json"), "{}");
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a broker for the time of the application, and points the sites at it. */
    abstract static class Broker implements QuarkusTestResourceLifecycleManager {

        private @Nullable TestBroker broker;

        abstract TestBroker make();

        @Override
        public Map<String, String> start() {
            TestBroker started = make();
            started.start();
            broker = started;
            return Map.of(
                    "mooring.sites.default.url",
                    started.url(),
                    "mooring.sites.barn.url",
                    started.url(),
                    "mooring.sites.yard.url",
                    started.url());
        }

        @Override
        public void stop() {
            if (broker != null) {
                broker.close();
            }
        }
    }

    /** The embedded broker. */
    public static final class Artemis extends Broker {
        @Override
        TestBroker make() {
            return new ArtemisBroker();
        }
    }

    /** A mosquitto. */
    public static final class Mosquitto extends Broker {
        @Override
        TestBroker make() {
            return new MosquittoBroker();
        }
    }
}
