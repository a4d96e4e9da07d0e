package dev.mooring.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;

/** Puts the files of the devices where the configuration says. */
@ApplicationScoped
class DeviceFiles {

    @Produces
    @Singleton
    ConfigFiles configs(DeviceConfig config) {
        return new ConfigFiles(configDirectory(config));
    }

    @Produces
    @Singleton
    RolloutFiles rollouts(DeviceConfig config, ObjectMapper mapper) {
        return new RolloutFiles(config.directory().resolve("rollouts"), mapper);
    }

    /** A directory that is not usable stops nothing: a service that only carries events never needs it. */
    void prepare(@Observes StartupEvent started, ConfigFiles configs, DeviceConfig config) {
        try {
            configs.prepare();
        } catch (IOException e) {
            DeviceLog.LOG.directoryUnusable(configDirectory(config), e);
        }
    }

    /** A directory of their own, so that no asset can take the name of a config. */
    private static Path configDirectory(DeviceConfig config) {
        return config.directory().resolve("configs");
    }
}
