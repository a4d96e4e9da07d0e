package dev.mooring.device;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A lock for each device, so that one change of a device's files at a time is looked at and done. A fixed number for any
 * number of devices: now and then two share one. Worker threads only, since who has it waits for the disk.
 */
final class DeviceLocks {

    private static final int COUNT = 256;

    private final Lock[] locks =
            Stream.generate(ReentrantLock::new).limit(COUNT).toArray(Lock[]::new);

    Lock of(MacAddress device) {
        return locks[Math.floorMod(device.hashCode(), COUNT)];
    }
}
