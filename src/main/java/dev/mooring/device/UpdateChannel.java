package dev.mooring.device;

import io.smallrye.mutiny.Uni;

/** The way to the devices. Whoever stands behind it sends at QoS 1, not retained. */
interface UpdateChannel {

    /**
     * Publishes one message. Must not block: a save waits for the call, though never for its outcome.
     *
     * @param topic where to
     * @param payload what
     * @return completes when the broker has it, fails when it could not be delivered; may take for ever
     */
    Uni<Void> publish(String topic, byte[] payload);
}
