/**
 * Workers that say what they can do, retained at {@code inference/workers/{id}}: our own are kept there while they live and
 * cleared when they go, those of others are watched (document R).
 *
 * <p>Door: {@link dev.mooring.worker.Workers} registers, the REST interface shows, {@link dev.mooring.worker.LiveWorkers} is the
 * rule of who counts as alive, also without CDI. State belongs to the event loop of the site it is about.
 */
@NullMarked
package dev.mooring.worker;

import org.jspecify.annotations.NullMarked;
