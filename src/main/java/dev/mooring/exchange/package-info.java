/**
 * Events of sites: a client for each, for CDI beans, and over HTTP.
 *
 * <p>Door: {@link dev.mooring.event.EventClient}, injected with {@link dev.mooring.exchange.OfSite}, and {@link
 * dev.mooring.exchange.SiteEvents} for all sites together. Safe on any thread.
 */
@NullMarked
package dev.mooring.exchange;

import org.jspecify.annotations.NullMarked;
