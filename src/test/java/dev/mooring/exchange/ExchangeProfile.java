package dev.mooring.exchange;

import dev.mooring.broker.ArtemisBroker;
import dev.mooring.broker.TestBroker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The application with {@link TestServices} and four sites on the embedded broker; {@code south} speaks 3.1.1. */
public final class ExchangeProfile implements QuarkusTestProfile {

    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Broker.class));
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>();
        config.put("exchange.tests", "true");
        config.put("mooring.instance-id", "test");
        config.put("mooring.defaults.max-packet-size", "20000");
        config.put("mooring.sites.south.protocol-version", "3.1.1");
        config.put("mooring.sites.moat.enabled", "false");
        config.put("mooring.events.health", "true");
        config.put("mooring.events.heartbeat", "true");
        config.put("mooring.events.heartbeat-interval", "0.1");
        config.put("mooring.events.dedupe-ttl", "30");
        config.put("mooring.workers.refresh-interval", "200ms");
        config.put("mooring.workers.stale-after", "2s");
        config.put("mooring.verification.enabled", "true");
        config.put("mooring.verification.interval", "250ms");
        return config;
    }

    /** Points the sites at the embedded broker. */
    public static final class Broker implements QuarkusTestResourceLifecycleManager {
        private @Nullable TestBroker broker;

        @Override
        public Map<String, String> start() {
            TestBroker started = new ArtemisBroker();
            started.start();
            broker = started;
            Map<String, String> config = new HashMap<>();
            for (String site : List.of("north", "south", "default", "moat")) {
                config.put("mooring.sites." + site + ".url", started.url());
            }
            return config;
        }

        @Override
        public void stop() {
            if (broker != null) {
                broker.close();
            }
        }
    }
}
