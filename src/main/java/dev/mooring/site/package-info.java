/**
 * Sites: their configuration, their registry, their status topic, and what REST shows of them.
 *
 * <p>Door: {@link dev.mooring.site.Sites} and {@link dev.mooring.site.Site}. {@code channel}, {@code device} and
 * {@code health} knock. A site lives on the event loop of its session; the door may be used from any thread.
 */
@NullMarked
package dev.mooring.site;

import org.jspecify.annotations.NullMarked;
