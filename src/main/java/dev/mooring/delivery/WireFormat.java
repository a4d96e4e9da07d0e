package dev.mooring.delivery;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** A number as the scripts of document V publish it: bare, decimal, from 0. */
public final class WireFormat {

    private static final int MOST_DIGITS = 18;

    private WireFormat() {}

    /** As it is published. */
    public static byte[] write(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** Empty for what is no such number; spaces around it are forgiven. */
    public static OptionalLong read(byte[] payload) {
        int begin = 0;
        int end = payload.length;
        while (begin < end && isSpace(payload[begin])) {
            begin++;
        }
        while (end > begin && isSpace(payload[end - 1])) {
            end--;
        }
        if (begin == end || end - begin > MOST_DIGITS) {
            return OptionalLong.empty();
        }
        long number = 0;
        for (int i = begin; i < end; i++) {
            int digit = payload[i] - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            number = 10 * number + digit;
        }
        return OptionalLong.of(number);
    }

    private static boolean isSpace(byte each) {
        return each == ' ' || each == '\n' || each == '\r' || each == '\t';
    }
}
