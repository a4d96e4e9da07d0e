/**
 * Dev mode only: the embedded broker, two demo sites, a handler that answers, a simulated device.
 *
 * <p>No door: nothing knocks here. Every bean is bound to the {@code dev} profile and absent from the packaged
 * application; {@link dev.mooring.demo.EmbeddedBroker} is used by the tests as well.
 */
@NullMarked
package dev.mooring.demo;

import org.jspecify.annotations.NullMarked;
