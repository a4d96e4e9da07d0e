package dev.mooring.device;

import java.util.Set;

/** Who knows which assets a device is to have. Any thread. */
interface Assignments {

    /** The names of the assets that were given to this device. */
    Set<String> assetsOf(MacAddress device);
}
