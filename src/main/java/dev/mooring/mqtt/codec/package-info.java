/**
 * MQTT packets as bytes, seen from a client: encodes what a client sends, decodes what a server sends.
 *
 * <p>An inner room of {@code mqtt}; nobody else knocks. A leaf: it knows Netty's buffers and nothing of
 * {@code dev.mooring.mqtt}. Everything here is either immutable, stateless, or (decoder, frame, reader) owned by the
 * one event loop of its connection. Both MQTT 5.0 and 3.1.1; section numbers without a version mean MQTT 5.0.
 */
@NullMarked
package dev.mooring.mqtt.codec;

import org.jspecify.annotations.NullMarked;
