package dev.mooring.device;

import dev.mooring.mqtt.OutboundMessage;
import io.smallrye.mutiny.Uni;

/** The way to the devices. */
interface UpdateChannel {

    /**
     * Publishes one message. Must not block: a save waits for the call, though never for its outcome.
     *
     * @return completes when the broker has it, fails when it could not be delivered; may take for ever
     */
    Uni<Void> publish(OutboundMessage message);
}
