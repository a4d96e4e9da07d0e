package dev.mooring.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

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

    @Produces
    @Singleton
    AssetFiles assets(DeviceConfig config, Clock clock) {
        return new AssetFiles(assetDirectory(config), clock);
    }

    /** A directory that is not usable stops nothing: a service that only carries events never needs it. */
    void prepare(@Observes StartupEvent started, ConfigFiles configs, DeviceConfig config) {
        try {
            configs.prepare();
        } catch (IOException e) {
            DeviceLog.LOG.directoryUnusable(configDirectory(config), e);
        }
    }

    /** The same for assets. */
    void prepare(@Observes StartupEvent started, AssetFiles assets, DeviceConfig config) {
        try {
            assets.prepare();
        } catch (IOException e) {
            DeviceLog.LOG.assetsUnusable(assetDirectory(config), e);
        }
    }

    private static Path assetDirectory(DeviceConfig config) {
        return config.directory().resolve("assets");
    }

    /** A directory of their own, so that no asset can take the name of a config. */
    private static Path configDirectory(DeviceConfig config) {
        return config.directory().resolve("configs");
    }
}
