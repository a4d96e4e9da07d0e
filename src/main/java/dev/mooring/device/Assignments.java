package dev.mooring.device;

import java.util.Set;

/** Who gives devices assets, beyond telling all of them. Every bean of this type is asked. */
interface Assignments {

    /**
     * The assets that a device should have. Must not take long: a device waits for the answer. Any thread.
     *
     * @param device whose they are
     * @return names of assets; one that does not exist any more is left out
     */
    Set<String> assetsOf(MacAddress device);
}
