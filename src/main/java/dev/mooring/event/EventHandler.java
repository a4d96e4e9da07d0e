package dev.mooring.event;

/**
 * Handles events, and may block: it runs on a worker thread, or on a virtual one, unless its class says otherwise (see
 * {@link EventSubscriber}). The event is acknowledged to the broker when it returns; when it throws, the event is
 * handed to it again, and ends among the dead letters.
 */
@FunctionalInterface
public interface EventHandler {

    /** Handles one event. */
    void handle(IncomingEvent event) throws Exception;
}
