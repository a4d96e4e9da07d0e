/**
 * Device configs over HTTP, and the update notifications that follow them over MQTT.
 *
 * <p>Door: the REST paths {@code /configs} and {@code /api/configs}. Its way to MQTT is
 * {@code UpdateChannel}, so that a save knows nothing of brokers. File work runs on worker threads.
 */
@NullMarked
package dev.mooring.device;

import org.jspecify.annotations.NullMarked;
