/**
 * What brokers retain: seen, and cleaned safely.
 *
 * <p>Door: {@link dev.mooring.retained.RetainedMessages}, which works on a {@link dev.mooring.retained.BrokerDoor}; the REST
 * interface opens those of sites, and {@link dev.mooring.retained.Purges} sees to it that a site has one purge at a time. Plain
 * Java over the engine otherwise.
 */
@NullMarked
package dev.mooring.retained;

import org.jspecify.annotations.NullMarked;
