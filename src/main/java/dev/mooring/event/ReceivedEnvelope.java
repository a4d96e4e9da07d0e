package dev.mooring.event;

import org.jspecify.annotations.Nullable;

/**
 * An event as it came from somebody else, with the one foreign key that means something to us. It stands beside the
 * {@link Envelope} and not in it, so that {@code correlate} cannot be written by accident.
 *
 * @param envelope the event
 * @param correlate the sender's {@code correlate} key, or null when it sent none
 */
public record ReceivedEnvelope(Envelope envelope, @Nullable String correlate) {

    /**
     * The id of the event that this one belongs to, whichever way the sender says it.
     *
     * @return the {@code correlate} key, or else the event's own id, where the Python services put it
     */
    public String correlationId() {
        return correlate != null ? correlate : envelope.id();
    }
}
