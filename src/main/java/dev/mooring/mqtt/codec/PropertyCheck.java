package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;

/**
 * Checks the properties of a packet where they are (section 2.2.2), without allocating. Remembers the topic alias and
 * where the reason string was, so that nobody has to look twice. One for each decoder.
 */
final class PropertyCheck {

    private static final int NOWHERE = -1;

    private int topicAlias;
    private int reasonString;

    /** The topic alias among the properties checked last, 0 without one. */
    int topicAlias() {
        return topicAlias;
    }

    /** Whether there was a reason string among the properties checked last. */
    boolean hasReasonString() {
        return reasonString != NOWHERE;
    }

    /** Where the reason string is, the index of its length. */
    int reasonString() {
        return reasonString;
    }

    /**
     * @param packet a bit of {@link In}
     * @throws MalformedPacketException 0x81 for what cannot be read or does not belong into the packet, 0x82 for what is
     *                                  there twice or has a value that is not allowed
     */
    void check(ByteBuf in, int from, int length, int packet) throws MalformedPacketException {
        topicAlias = 0;
        reasonString = NOWHERE;
        long seen = 0;
        int end = from + length;
        int index = from;
        while (index < end) {
            Property property = propertyAt(in, index, packet);
            long bit = 1L << property.id();
            if ((seen & bit) != 0 && !property.isRepeatableIn(packet)) {
                throw MalformedPacketException.protocolError("Property " + property + " is there twice");
            }
            seen |= bit;
            index = afterValue(in, index + 1, end, property);
        }
    }

    private static Property propertyAt(ByteBuf in, int index, int packet) throws MalformedPacketException {
        // An identifier of more than one byte would be negative here; none is defined.
        Property property = Property.of(in.getByte(index));
        if (property == null) {
            throw MalformedPacketException.malformed("There is no property with this identifier");
        }
        if (!property.isAllowedIn(packet)) {
            throw MalformedPacketException.malformed("Property " + property + " does not belong into this packet");
        }
        if (packet == In.DISCONNECT && property == Property.SESSION_EXPIRY_INTERVAL) {
            throw MalformedPacketException.protocolError(
                    "A server sends no session expiry in DISCONNECT"); // 3.14.2.2.2
        }
        return property;
    }

    private int afterValue(ByteBuf in, int index, int end, Property property) throws MalformedPacketException {
        switch (property.kind()) {
            case TEXT -> {
                if (property == Property.REASON_STRING) {
                    reasonString = index;
                }
                return afterText(in, index, end);
            }
            case DATA -> {
                return afterBytes(in, index, end);
            }
            case PAIR -> {
                return afterText(in, afterText(in, index, end), end);
            }
            default -> {
                return afterNumber(in, index, end, property);
            }
        }
    }

    private static int afterText(ByteBuf in, int index, int end) throws MalformedPacketException {
        int after = afterBytes(in, index, end);
        Utf8.check(in, index + 2, after - index - 2);
        return after;
    }

    private static int afterBytes(ByteBuf in, int index, int end) throws MalformedPacketException {
        require(2, index, end);
        int length = in.getUnsignedShort(index);
        require(2 + length, index, end);
        return index + 2 + length;
    }

    private int afterNumber(ByteBuf in, int index, int end, Property property) throws MalformedPacketException {
        long value;
        int size;
        switch (property.kind()) {
            case BYTE -> {
                size = require(1, index, end);
                value = in.getUnsignedByte(index);
            }
            case TWO_BYTES -> {
                size = require(2, index, end);
                value = in.getUnsignedShort(index);
            }
            case FOUR_BYTES -> {
                size = require(4, index, end);
                value = in.getUnsignedInt(index);
            }
            default -> {
                value = VariableByteInteger.read(in, index, end);
                size = VariableByteInteger.sizeOf((int) value);
            }
        }
        if (!property.mayBe(value)) {
            throw MalformedPacketException.protocolError("Property " + property + " cannot be " + value);
        }
        if (property == Property.TOPIC_ALIAS) {
            topicAlias = (int) value;
        }
        return index + size;
    }

    private static int require(int size, int index, int end) throws MalformedPacketException {
        if (size > end - index) {
            throw MalformedPacketException.malformed("A property is cut off");
        }
        return size;
    }
}
