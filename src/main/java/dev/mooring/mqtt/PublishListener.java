package dev.mooring.mqtt;

import org.jspecify.annotations.Nullable;

/** Hears what became of a published message. */
@FunctionalInterface
public interface PublishListener {

    /**
     * Called once: on the session's event loop, or on the thread of the caller when the message was refused at once.
     * Must not block or throw.
     *
     * @param failure null when the broker acknowledged the message, or for QoS 0 when the socket has it
     */
    void done(@Nullable PublishException failure);
}
