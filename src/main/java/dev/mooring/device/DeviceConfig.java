package dev.mooring.device;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** What can be configured about devices. */
@ConfigMapping(prefix = "mooring.devices")
public interface DeviceConfig {

    /**
     * Where the files of the devices are kept; a relative path starts at the working directory. Device configs lie in
     * its subdirectory {@code configs}, one file {@code aa-bb-cc-dd-ee-ff.json} each. It is created when it is missing.
     * Its file system must know hard links (any local disk and NFS do).
     *
     * @return the directory
     */
    @WithDefault("data/devices")
    Path directory();
}
