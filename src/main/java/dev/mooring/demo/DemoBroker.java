package dev.mooring.demo;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * Runs the embedded broker in dev mode, unless another broker was configured or Dev Services started one. Live reload
 * starts it anew.
 */
@IfBuildProfile("dev")
@ApplicationScoped
class DemoBroker {

    static final String HOST = "mp.messaging.connector.smallrye-mqtt.host";
    static final String PORT = "mp.messaging.connector.smallrye-mqtt.port";

    /** Ordinal of META-INF/microprofile-config.properties, where our own default stands. */
    private static final int DEFAULT_ORDINAL = 100;

    /** Before messaging and sites connect. */
    private static final int FIRST = 1;
    /** After the sites said goodbye. */
    private static final int LAST = 10_000;

    private @Nullable EmbeddedBroker broker;

    void start(@Observes @Priority(FIRST) StartupEvent event) throws IOException {
        ConfigValue port = ConfigProvider.getConfig().getConfigValue(PORT);
        if (isOurDefault(port)) {
            broker = EmbeddedBroker.start(Integer.parseInt(port.getValue()));
            DemoLog.LOG.embedded(broker.url());
        }
    }

    /** Dev Services (ordinal 240) and whatever an operator sets win over it, and bring a broker of their own. */
    static boolean isOurDefault(ConfigValue port) {
        return port.getSourceOrdinal() <= DEFAULT_ORDINAL;
    }

    void stop(@Observes @Priority(LAST) ShutdownEvent event) throws IOException {
        EmbeddedBroker running = broker;
        if (running != null) {
            running.close();
        }
    }
}
