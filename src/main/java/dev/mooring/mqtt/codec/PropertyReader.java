package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Goes through properties that have been checked (those of a packet that was decoded, or built here) and reads a value
 * only when asked for it. Reads at absolute indices: the buffer's own do not move. For one thread, and for as long as
 * the buffer's content stays.
 *
 * <p>Use: {@code while (reader.next()) switch (reader.property()) …}.
 */
public final class PropertyReader {

    private ByteBuf buffer;
    private int next;
    private int end;
    private int value;
    private Property property = Property.USER_PROPERTY;

    /** Before the first of the properties in a part of a buffer. */
    public PropertyReader(ByteBuf buffer, int from, int length) {
        this.buffer = buffer;
        this.next = from;
        this.end = from + length;
    }

    /** Starts again with other properties, so that a reader can be kept. */
    public void reset(ByteBuf newBuffer, int from, int length) {
        buffer = newBuffer;
        next = from;
        end = from + length;
    }

    /** Goes to the next property, if there is one. */
    public boolean next() {
        if (next >= end) {
            return false;
        }
        Property found = Property.of(buffer.getByte(next));
        if (found == null) {
            throw new IllegalStateException("Properties that have not been checked");
        }
        property = found;
        value = next + 1;
        next = value + sizeOfValue();
        return true;
    }

    private int sizeOfValue() {
        return switch (property.kind()) {
            case BYTE -> 1;
            case TWO_BYTES -> 2;
            case FOUR_BYTES -> 4;
            case VARIABLE -> VariableByteInteger.sizeOf(VariableByteInteger.readChecked(buffer, value));
            case TEXT, DATA -> 2 + buffer.getUnsignedShort(value);
            case PAIR -> {
                int name = 2 + buffer.getUnsignedShort(value);
                yield name + 2 + buffer.getUnsignedShort(value + name);
            }
        };
    }

    /** Where the reader is. */
    public Property property() {
        return property;
    }

    /** The value of a number. */
    public long number() {
        return switch (property.kind()) {
            case BYTE -> buffer.getUnsignedByte(value);
            case TWO_BYTES -> buffer.getUnsignedShort(value);
            case FOUR_BYTES -> buffer.getUnsignedInt(value);
            case VARIABLE -> VariableByteInteger.readChecked(buffer, value);
            default -> throw notA("number");
        };
    }

    /** The value of a text. */
    public String text() {
        if (property.kind() != Property.Kind.TEXT) {
            throw notA("text");
        }
        return textAt(value);
    }

    /** The value of binary data, a copy. */
    public byte[] data() {
        if (property.kind() != Property.Kind.DATA) {
            throw notA("binary data");
        }
        byte[] copy = new byte[buffer.getUnsignedShort(value)];
        buffer.getBytes(value + 2, copy);
        return copy;
    }

    /** The name of a user property. */
    public String pairName() {
        requirePair();
        return textAt(value);
    }

    /** The value of a user property. */
    public String pairValue() {
        requirePair();
        return textAt(value + 2 + buffer.getUnsignedShort(value));
    }

    private void requirePair() {
        if (property.kind() != Property.Kind.PAIR) {
            throw notA("pair");
        }
    }

    private String textAt(int index) {
        return buffer.toString(index + 2, buffer.getUnsignedShort(index), StandardCharsets.UTF_8);
    }

    private IllegalStateException notA(String kind) {
        return new IllegalStateException("Property " + property + " is not a " + kind);
    }
}
