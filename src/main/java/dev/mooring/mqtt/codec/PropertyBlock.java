package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * The properties of a packet (section 2.2.2), encoded, without the length in front of them. Immutable; equal when the
 * bytes are.
 */
public final class PropertyBlock {

    /** No properties. */
    public static final PropertyBlock EMPTY = new PropertyBlock(new byte[0]);

    private final byte[] bytes;

    private PropertyBlock(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Collects properties, in the order of the calls. */
    public static Builder builder() {
        return new Builder();
    }

    /** A copy of properties that a decoder has checked, e.g. those of a {@link PublishFrame}, to be kept. */
    public static PropertyBlock copyOf(ByteBuf buffer, int from, int length) {
        if (length == 0) {
            return EMPTY;
        }
        byte[] copy = new byte[length];
        buffer.getBytes(from, copy);
        return new PropertyBlock(copy);
    }

    /** Length in bytes, without the length's own. */
    public int length() {
        return bytes.length;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** A new reader, before the first property. */
    public PropertyReader read() {
        return new PropertyReader(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }

    void writeTo(ByteBuf out) {
        out.writeBytes(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PropertyBlock block && Arrays.equals(bytes, block.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "PropertyBlock[" + bytes.length + " bytes]";
    }

    /** Collects properties. Which of them a packet may have is not checked here; for one thread. */
    public static final class Builder {

        private final ByteBuf out = Unpooled.buffer();

        private Builder() {}

        /** Adds a number: a byte, two or four bytes or a variable byte integer, as the property wants it. */
        public Builder number(Property property, long value) {
            if (!property.kind().isNumber() || !property.mayBe(value)) {
                throw new IllegalArgumentException("Property " + property + " cannot be " + value);
            }
            out.writeByte(property.id());
            switch (property.kind()) {
                case BYTE -> out.writeByte((int) value);
                case TWO_BYTES -> out.writeShort((int) value);
                case FOUR_BYTES -> out.writeInt((int) value);
                default -> VariableByteInteger.write(out, (int) value);
            }
            return this;
        }

        /** Adds a text of at most 65,535 bytes UTF-8. */
        public Builder text(Property property, String value) {
            return bytes(property, Property.Kind.TEXT, Utf8.encode(value));
        }

        /** Adds binary data of at most 65,535 bytes. */
        public Builder data(Property property, byte[] value) {
            if (value.length > Utf8.MAX_BYTES) {
                throw new IllegalArgumentException(
                        "Property " + property + " must be at most 65535 bytes long, got: " + value.length);
            }
            return bytes(property, Property.Kind.DATA, value);
        }

        private Builder bytes(Property property, Property.Kind kind, byte[] value) {
            if (property.kind() != kind) {
                throw new IllegalArgumentException("Property " + property + " is of the kind " + property.kind());
            }
            out.writeByte(property.id());
            Utf8.writeWithLength(out, value);
            return this;
        }

        /** Adds a user property (section 3.1.2.11.8). */
        public Builder pair(String name, String value) {
            byte[] nameBytes = Utf8.encode(name);
            byte[] valueBytes = Utf8.encode(value);
            out.writeByte(Property.USER_PROPERTY.id());
            Utf8.writeWithLength(out, nameBytes);
            Utf8.writeWithLength(out, valueBytes);
            return this;
        }

        /** The properties so far. */
        public PropertyBlock build() {
            return copyOf(out, 0, out.writerIndex());
        }
    }
}
