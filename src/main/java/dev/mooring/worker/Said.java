package dev.mooring.worker;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * What a worker said on its topic and has not seen come back, to tell it from what others write there. Confined to an event
 * loop.
 */
final class Said {

    /** A broker that does not bring our own back must not fill the memory. */
    private static final int MOST = 32;

    private final Deque<byte[]> onTheWay = new ArrayDeque<>();
    private byte[] last = {};

    void add(byte[] payload) {
        last = payload;
        onTheWay.addLast(payload);
        if (onTheWay.size() > MOST) {
            onTheWay.removeFirst();
        }
    }

    /** A connection begins: nothing is on the way. */
    void clear() {
        onTheWay.clear();
    }

    /** Whether that came from us, and nothing newer came back before. */
    boolean isOurs(byte[] payload) {
        if (onTheWay.stream().anyMatch(each -> Arrays.equals(each, payload))) {
            while (!Arrays.equals(onTheWay.removeFirst(), payload)) {
                // those before it came back as well, or never will
            }
            return true;
        }
        return payload.length > 0 && Arrays.equals(last, payload);
    }
}
