package dev.mooring.event;

import io.smallrye.mutiny.Uni;

/**
 * Handles events on the event loop, which it must not block, unless its class says otherwise (see {@link
 * EventSubscriber}). The event is acknowledged to the broker when the item comes; when a failure comes, the event is
 * handed to it again, and ends among the dead letters.
 */
@FunctionalInterface
public interface AsyncEventHandler {

    /** Handles one event. */
    Uni<Void> handle(IncomingEvent event);
}
