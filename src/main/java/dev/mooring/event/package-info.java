/**
 * Events: the envelope that the backend services exchange.
 *
 * <p>Door: {@link dev.mooring.event.Envelope}, and {@link dev.mooring.event.EnvelopeCodec} for its bytes.
 * Plain Java; every type here is immutable and safe on any thread.
 */
@NullMarked
package dev.mooring.event;

import org.jspecify.annotations.NullMarked;
