package dev.mooring.device;

import java.io.IOException;
import java.util.Optional;

/** The assets that devices may fetch. Any thread that may block. */
interface Assets {

    /**
     * Looks for an asset.
     *
     * @throws IOException if the disk refuses
     */
    Optional<StoredFile> find(String name) throws IOException;
}
