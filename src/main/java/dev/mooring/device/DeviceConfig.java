package dev.mooring.device;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What can be configured about devices. */
@ConfigMapping(prefix = "mooring.devices")
public interface DeviceConfig {

    /**
     * Where the files of the devices are kept; a relative path starts at the working directory. Device configs lie in
     * its subdirectory {@code configs}, one file {@code aa-bb-cc-dd-ee-ff.json} each, assets in {@code assets} under their own
     * names. It is created when it is missing.
     * Its file system must know hard links (any local disk and NFS do).
     *
     * @return the directory
     */
    @WithDefault("data/devices")
    Path directory();

    /**
     * Names of the sites whose brokers hear of updates and carry the desired state. Each must exist and be enabled. Default:
     * the site `default` if it is enabled, else all that are.
     *
     * @return the names
     */
    Optional<List<String>> sites();

    /**
     * Whether the brokers keep for each device what its config should be: retained on `iotsupport/desired/{mac}`, with
     * file name, size and sha256. A device that was away reads it when it subscribes.
     *
     * @return whether they do
     */
    @WithDefault("false")
    boolean desiredState();

    /**
     * The largest asset that is taken, such as {@code 256M} or {@code 1G}.
     *
     * @return the size in bytes
     */
    @WithDefault("256M")
    MemorySize maxAssetSize();

    /**
     * Switches signed uploads on: an RSA public key of 2048 bits or more, as PEM text or as the path of a PEM file. Then
     * every upload of an asset needs the fields {@code timestamp} and {@code signature}, and none needs a user.
     *
     * @return the key
     */
    Optional<String> uploadPublicKey();
}
