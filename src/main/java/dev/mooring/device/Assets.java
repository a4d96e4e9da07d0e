package dev.mooring.device;

import java.io.IOException;
import java.util.Optional;

/** What is known of assets to those who do not serve them. */
interface Assets {

    /**
     * Finds an asset. Blocks on the disk.
     *
     * @param name as devices call it
     * @return empty if there is none of that name, or none could have it
     * @throws IOException if the disk refuses
     */
    Optional<StoredFile> find(String name) throws IOException;
}
