package dev.mooring.mqtt.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 as MQTT wants it (section 1.5.4): well-formed, no surrogates, no U+0000.
 */
public final class Utf8 {

    static final int MAX_BYTES = 65_535;

    private Utf8() {}

    /**
     * The text in a part of a buffer, by absolute indices.
     *
     * @throws MalformedPacketException with 0x81, when it is not well-formed or contains U+0000
     */
    public static String read(ByteBuf in, int from, int length) throws MalformedPacketException {
        check(in, from, length);
        return in.toString(from, length, StandardCharsets.UTF_8);
    }

    /** As {@link #read}, but only checks, and does not allocate. */
    static void check(ByteBuf in, int from, int length) throws MalformedPacketException {
        int end = from + length;
        int index = from;
        while (index < end) {
            int first = in.getByte(index);
            if (first > 0) {
                index++;
            } else {
                index = afterSequence(in, index, end, first & 0xFF);
            }
        }
    }

    /** Checks a sequence of two to four bytes (RFC 3629, section 4); returns the index after it. */
    private static int afterSequence(ByteBuf in, int index, int end, int first) throws MalformedPacketException {
        int size = sequenceSize(first);
        if (size > end - index) {
            throw MalformedPacketException.malformed("A text ends within a character");
        }
        int second = in.getUnsignedByte(index + 1);
        if (second < smallestSecond(first) || second > greatestSecond(first)) {
            throw malformed();
        }
        for (int i = index + 2; i < index + size; i++) {
            if ((in.getByte(i) & 0xC0) != 0x80) {
                throw malformed();
            }
        }
        return index + size;
    }

    private static int sequenceSize(int first) throws MalformedPacketException {
        if (first == 0) {
            throw MalformedPacketException.malformed("A text contains U+0000");
        }
        // 0xC0 and 0xC1 would only begin longer forms of ASCII, above 0xF4 is beyond U+10FFFF.
        if (first < 0xC2 || first > 0xF4) {
            throw malformed();
        }
        if (first < 0xE0) {
            return 2;
        }
        return first < 0xF0 ? 3 : 4;
    }

    /** Keeps out longer forms than needed. */
    private static int smallestSecond(int first) {
        if (first == 0xE0) {
            return 0xA0;
        }
        return first == 0xF0 ? 0x90 : 0x80;
    }

    /** Keeps out surrogates and what is beyond U+10FFFF. */
    private static int greatestSecond(int first) {
        if (first == 0xED) {
            return 0x9F;
        }
        return first == 0xF4 ? 0x8F : 0xBF;
    }

    private static MalformedPacketException malformed() {
        return MalformedPacketException.malformed("A text is not well-formed UTF-8");
    }

    /** The bytes to be sent, without their length. */
    static byte[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "A text must be at most " + MAX_BYTES + " bytes long, got: " + bytes.length);
        }
        if (text.indexOf('\u0000') >= 0 || hasLoneSurrogate(text)) {
            throw new IllegalArgumentException("A text must be well-formed and without U+0000");
        }
        return bytes;
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int point = text.codePointAt(i);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                return true;
            }
        }
        return false;
    }

    /** Appends the bytes with their length in front (section 1.5.4), also used for binary data (section 1.5.6). */
    static void writeWithLength(ByteBuf out, byte[] bytes) {
        out.writeShort(bytes.length);
        out.writeBytes(bytes);
    }
}
