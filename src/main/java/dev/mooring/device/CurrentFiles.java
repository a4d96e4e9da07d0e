package dev.mooring.device;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What devices would fetch now, configs and assets. Any thread; every method blocks on the disk. */
@Singleton
class CurrentFiles {

    private final ConfigFiles configs;
    private final Assets assets;

    CurrentFiles(ConfigFiles configs, Assets assets) {
        this.configs = configs;
        this.assets = assets;
    }

    /** The devices that have a config, in order. */
    List<MacAddress> configured() throws IOException {
        return configs.list();
    }

    /** The bytes of a device's config; empty if it has none. */
    Optional<byte[]> content(MacAddress device) throws IOException {
        return configs.read(device);
    }

    /** The config of a device; empty if it has none. */
    Optional<CurrentFile> config(MacAddress device) throws IOException {
        return content(device).map(content -> CurrentFile.of(ConfigFiles.fileName(device), content));
    }

    /** What a device means by a file name: its config, or an asset; empty if there is no such file. */
    Optional<CurrentFile> find(MacAddress device, String name) throws IOException {
        return name.equals(ConfigFiles.fileName(device)) ? config(device) : asset(name);
    }

    private Optional<CurrentFile> asset(String name) throws IOException {
        return assets.find(name).map(file -> new CurrentFile(file.name(), file.size(), file.sha256()));
    }
}
