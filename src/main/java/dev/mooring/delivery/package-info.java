/**
 * Whether anything got lost: producers that number their messages, consumers that look for gaps, and a verdict over every
 * message. The wire format is that of the scripts of document V: a bare decimal number.
 *
 * <p>Plain Java over the engine.
 */
@NullMarked
package dev.mooring.delivery;

import org.jspecify.annotations.NullMarked;
