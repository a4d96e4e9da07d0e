/**
 * Whether anything got lost: producers that number their messages, consumers that look for gaps, and a verdict over every
 * message. The wire format is that of the scripts of document V: a bare decimal number.
 *
 * <p>Door: the classes that commands use, plain Java over the engine; {@code GET /api/v1/sites/{site}/verification} and {@link
 * dev.mooring.delivery.Probes} for what sites measure all the time, each on its own event loop.
 */
@NullMarked
package dev.mooring.delivery;

import org.jspecify.annotations.NullMarked;
