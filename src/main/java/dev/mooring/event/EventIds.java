package dev.mooring.event;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Makes ids of 32 hex digits: 64 bits by chance for the process, and 64 bits that no other id of the process has. Nothing
 * is secret about an id; a UUID for each would ask the system's source of chance, which costs more than all the rest of an
 * event. Safe on any thread.
 */
final class EventIds {

    private static final SecureRandom CHANCE = new SecureRandom();
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(US_ASCII);
    private static final int LENGTH = 32;
    private static final int HALF = LENGTH / 2;
    /** Odd, so that counting in steps of it visits every number before one comes again. */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private static final long PROCESS = CHANCE.nextLong();
    private static final AtomicLong NEXT = new AtomicLong(CHANCE.nextLong());

    private EventIds() {}

    static String next() {
        byte[] id = new byte[LENGTH];
        hex(PROCESS, id, 0);
        hex(scattered(NEXT.getAndAdd(STEP)), id, HALF);
        return new String(id, ISO_8859_1);
    }

    /** One to one, so that what differs stays different; and neighbours look nothing like each other. */
    private static long scattered(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    private static void hex(long value, byte[] target, int from) {
        for (int i = from + HALF - 1; i >= from; i--) {
            target[i] = DIGITS[(int) (value & 15)];
            value >>>= 4;
        }
    }
}
