/**
 * Device configs over HTTP, the update notifications that follow them over MQTT, and what devices say to that.
 *
 * <p>Door: the REST paths {@code /configs}, {@code /api/configs} and {@code /api/v1/devices}. Its way to MQTT is
 * {@code UpdateChannel}, so that a save knows nothing of brokers; devices are heard at every site. File work runs on
 * worker threads.
 */
@NullMarked
package dev.mooring.device;

import org.jspecify.annotations.NullMarked;
