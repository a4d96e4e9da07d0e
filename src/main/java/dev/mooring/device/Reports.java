package dev.mooring.device;

import java.util.Optional;

/** What devices said last about their files. Any thread. */
interface Reports {

    /** The last report of a device about a file. */
    Optional<UpdateReport> latest(MacAddress device, String fileName);
}
