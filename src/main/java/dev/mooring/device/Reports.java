package dev.mooring.device;

import java.io.IOException;
import java.util.Optional;

/** What devices said last about their files. Any thread. */
interface Reports {

    /**
     * The last report of a device about a file. Blocks on the disk.
     *
     * @throws IOException if the disk refuses
     */
    Optional<UpdateReport> latest(MacAddress device, String fileName) throws IOException;
}
