/**
 * Mooring: the one place where a backend talks MQTT to many sites.
 *
 * <p>One room per feature; dependencies point downwards only (see {@code docs/architecture.md}). What lives here
 * itself belongs to no room: where time comes from, and how configuration names its keys.
 */
@NullMarked
package dev.mooring;

import org.jspecify.annotations.NullMarked;
