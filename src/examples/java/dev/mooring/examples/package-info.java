/**
 * Examples of the event client, one small class each, to be copied. Each stands alone; those with a {@code main} method
 * take their connection from the environment ({@code MQTT_URL}, {@code MQTT_CLIENT_ID}). They are compiled and run with
 * the tests, and the code in {@code docs/events.md} and {@code docs/migrating-from-python.md} is theirs.
 */
@NullMarked
package dev.mooring.examples;

import org.jspecify.annotations.NullMarked;
