package dev.mooring.event;

/** How events are written; what is read need not be said. */
public enum EventFormat {
    /** The five keys of document C. */
    ENVELOPE,
    /** CloudEvents 1.0, structured: {@code application/cloudevents+json}. */
    CLOUDEVENTS,
    /** CloudEvents 1.0, binary: the attributes in user properties of MQTT 5; structured on 3.1.1. */
    CLOUDEVENTS_BINARY
}
