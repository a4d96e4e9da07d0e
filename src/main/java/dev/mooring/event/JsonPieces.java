package dev.mooring.event;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Arrays;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Puts a JSON object together from parts, the largest of which is written already. One use each, on one thread. */
final class JsonPieces {

    private static final JsonStringEncoder QUOTES = JsonStringEncoder.getInstance();
    private static final int HEAD = 256;

    private byte[] bytes;
    private int length;

    /** @param expected how long the largest part is */
    JsonPieces(int expected) {
        this.bytes = new byte[expected + HEAD];
    }

    /**
     * One more field, of text.
     *
     * @throws IllegalArgumentException when UTF-8 cannot carry it; the message names the field
     */
    JsonPieces text(String name, String value) {
        byte[] quoted = quoted(name, value);
        field(name, quoted.length + 2);
        bytes[length++] = '"';
        add(quoted);
        bytes[length++] = '"';
        return this;
    }

    private static byte[] quoted(String name, String value) {
        try {
            return QUOTES.quoteAsUTF8(value);
        } catch (IllegalArgumentException surrogate) {
            throw new IllegalArgumentException(name + " of an event must not hold half a character");
        }
    }

    /** One more field, of JSON. */
    JsonPieces raw(String name, String json) {
        return raw(name, json.getBytes(US_ASCII));
    }

    /** One more field, of JSON. */
    JsonPieces raw(String name, byte[] json) {
        field(name, json.length);
        add(json);
        return this;
    }

    /** @param name of letters that need no quoting */
    @SuppressWarnings("deprecation") // of all ways to copy Latin letters into an array, the one without an object
    private void field(String name, int value) {
        int wanted = length + name.length() + value + 5;
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, wanted + HEAD);
        }
        bytes[length] = (byte) (length == 0 ? '{' : ',');
        bytes[length + 1] = '"';
        name.getBytes(0, name.length(), bytes, length + 2);
        length += name.length() + 2;
        bytes[length++] = '"';
        bytes[length++] = ':';
    }

    private void add(byte[] piece) {
        System.arraycopy(piece, 0, bytes, length, piece.length);
        length += piece.length;
    }

    /** The whole object. */
    byte[] end() {
        bytes[length++] = '}';
        return Arrays.copyOf(bytes, length);
    }
}
