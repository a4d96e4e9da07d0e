/**
 * The MQTT engine: a session with a broker that survives its connections, in MQTT 5 and 3.1.1.
 *
 * <p>Door: {@link dev.mooring.mqtt.MqttSession} and the values around it. {@code site} and {@code event} knock.
 * Knows Vert.x and Netty, nothing of Quarkus or CDI. The state of a session belongs to the one event loop it lives
 * on; every public method may be called from any thread.
 */
@NullMarked
package dev.mooring.mqtt;

import org.jspecify.annotations.NullMarked;
