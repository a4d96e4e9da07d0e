/**
 * Events: the envelope that the backend services exchange, and the client that publishes and handles it (document C).
 *
 * <p>Door: {@link dev.mooring.event.EventClient}; {@link dev.mooring.event.Envelope} and {@link
 * dev.mooring.event.EnvelopeCodec} for the bytes alone. Plain Java. What users hold is safe on any thread; what is said to
 * be confined lives on the event loop of its {@link dev.mooring.event.EventLink}.
 */
@NullMarked
package dev.mooring.event;

import org.jspecify.annotations.NullMarked;
