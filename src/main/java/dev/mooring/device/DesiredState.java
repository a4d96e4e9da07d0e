package dev.mooring.device;

/** What the brokers keep of what each device should have. */
@FunctionalInterface
interface DesiredState {

    /**
     * The config of a device was saved, restored or deleted. Does not block, and tells nothing of its outcome. Any thread.
     *
     * @param device whose it is
     */
    void changed(MacAddress device);
}
