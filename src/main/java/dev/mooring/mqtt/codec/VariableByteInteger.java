package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;

/** Variable byte integers (section 1.5.5): one to four bytes, seven bits each, the lowest first. */
final class VariableByteInteger {

    static final int MAX = 268_435_455;

    private VariableByteInteger() {}

    /** How many bytes a value takes. */
    static int sizeOf(int value) {
        if (value < 1 << 7) {
            return 1;
        }
        if (value < 1 << 14) {
            return 2;
        }
        return value < 1 << 21 ? 3 : 4;
    }

    /** Appends a value of 0 to {@link #MAX}; room for it has been made. */
    static void write(ByteBuf out, int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.writeByte(rest | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    /**
     * Reads a value that ends before {@code end}. It takes {@link #sizeOf} bytes: a longer form than needed is malformed
     * (MQTT-1.5.5-1).
     */
    static int read(ByteBuf in, int from, int end) throws MalformedPacketException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            if (from + i >= end) {
                throw MalformedPacketException.malformed("A variable byte integer is cut off");
            }
            int next = in.getByte(from + i);
            value |= (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return minimal(value, i + 1);
            }
        }
        throw MalformedPacketException.malformed("A variable byte integer has more than four bytes");
    }

    private static int minimal(int value, int size) throws MalformedPacketException {
        if (sizeOf(value) != size) {
            throw MalformedPacketException.malformed("A variable byte integer has more bytes than needed");
        }
        return value;
    }

    /** The value at an index where one is known to be. */
    static int readChecked(ByteBuf in, int from) {
        int value = 0;
        int shift = 0;
        int index = from;
        int next;
        do {
            next = in.getByte(index++);
            value |= (next & 0x7F) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }
}
