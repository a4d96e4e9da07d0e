package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.MalformedPacketException;
import dev.mooring.mqtt.codec.ReasonCode;
import dev.mooring.mqtt.codec.Utf8;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of a topic into its name, and remembers the last ones, since a broker says the same few topics again
 * and again. Bounded; costs nothing before the first message. Confined to the connection's event loop.
 */
final class TopicNames {

    private static final int REMEMBERED = 256;
    private static final int LONGEST_REMEMBERED = 256;

    private @Nullable TopicName @Nullable [] remembered;

    /** @throws MalformedPacketException when a broker must not publish to it (MQTT 5.0, section 3.3.2.1) */
    TopicName at(ByteBuf buffer, int start, int length) throws MalformedPacketException {
        if (length > LONGEST_REMEMBERED) {
            return read(buffer, start, length);
        }
        @Nullable TopicName[] names = remembered;
        if (names == null) {
            names = new TopicName[REMEMBERED];
            remembered = names;
        }
        int place = hash(buffer, start, length) & (REMEMBERED - 1);
        TopicName known = names[place];
        if (known == null || !hasBytes(known.utf8(), buffer, start, length)) {
            known = read(buffer, start, length);
            names[place] = known;
        }
        return known;
    }

    private static int hash(ByteBuf buffer, int start, int length) {
        long hash = length;
        int at = start;
        int end = start + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = hash * 0x9E3779B97F4A7C15L + buffer.getLong(at);
        }
        for (; at < end; at++) {
            hash = hash * 31 + buffer.getByte(at);
        }
        hash *= 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 40);
    }

    private static boolean hasBytes(byte[] bytes, ByteBuf buffer, int start, int length) {
        if (bytes.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[i] != buffer.getByte(start + i)) {
                return false;
            }
        }
        return true;
    }

    private static TopicName read(ByteBuf buffer, int start, int length) throws MalformedPacketException {
        String value = Utf8.read(buffer, start, length);
        try {
            return new TopicName(value);
        } catch (IllegalArgumentException e) {
            throw new MalformedPacketException(ReasonCode.TOPIC_NAME_INVALID, "PUBLISH with an invalid topic name");
        }
    }
}
