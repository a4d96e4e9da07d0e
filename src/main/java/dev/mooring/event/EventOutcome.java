package dev.mooring.event;

/** What may become of an event on its way to a handler; what is counted. */
public enum EventOutcome {
    /** A handler succeeded. */
    HANDLED,
    /** An attempt of a handler failed. */
    FAILED,
    /** A handler is asked again. */
    RETRIED,
    /** The event was handled before, or is being handled: it is only acknowledged. */
    DUPLICATE,
    /** The payload is no event. */
    UNDECODABLE,
    /** The event went to the dead letters. */
    DEAD_LETTERED,
    /** A QoS 0 event found a full buffer. */
    DROPPED,
    /** The subscription's predicate does not want it. */
    UNWANTED
}
