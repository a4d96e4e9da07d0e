package dev.mooring.mqtt.codec;

import java.util.Arrays;
import java.util.Random;

/** Damages packets, at random but repeatable. */
final class Mutation {

    private final Random random;
    private final byte[][] corpus;

    Mutation(Random random, byte[][] corpus) {
        this.random = random;
        this.corpus = corpus;
    }

    /** A packet with one to four damages, half of them with a length that fits again, to get deeper. */
    byte[] next() {
        byte[] packet = pick();
        for (int i = random.nextInt(4); i >= 0; i--) {
            packet = damaged(packet);
        }
        return random.nextBoolean() ? withFittingLength(packet) : packet;
    }

    private byte[] pick() {
        return corpus[random.nextInt(corpus.length)].clone();
    }

    private byte[] damaged(byte[] packet) {
        if (packet.length < 2) {
            return pick();
        }
        int at = random.nextInt(packet.length);
        // Most of what can go wrong is near the beginning.
        int near = random.nextInt(Math.min(packet.length, 24));
        switch (random.nextInt(9)) {
            case 0 -> packet[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> packet[near] ^= (byte) (1 << random.nextInt(8));
            case 2 -> packet[near] = (byte) random.nextInt(256);
            case 3 -> packet[1] = (byte) random.nextInt(256);
            case 4 -> {
                return replaced(packet, near, near, randomBytes(1 + random.nextInt(4)));
            }
            case 5 -> {
                return replaced(packet, near, Math.min(packet.length, near + 1 + random.nextInt(4)), new byte[0]);
            }
            case 6 -> {
                int end = at + random.nextInt(Math.min(packet.length - at, 30) + 1);
                return replaced(packet, end, end, Arrays.copyOfRange(packet, at, end));
            }
            case 7 -> {
                return Arrays.copyOf(packet, at);
            }
            default -> {
                byte[] other = pick();
                return replaced(packet, at, packet.length, tailOf(other));
            }
        }
        return packet;
    }

    private byte[] tailOf(byte[] other) {
        return Arrays.copyOfRange(other, random.nextInt(other.length), other.length);
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Sets a remaining length of one or two bytes to what is there. */
    private static byte[] withFittingLength(byte[] packet) {
        if (packet.length < 2 || packet.length > 16_000) {
            return packet;
        }
        int header = packet[1] >= 0 || packet.length < 3 ? 2 : 3;
        int rest = packet.length - header;
        byte[] length = rest < 128 ? new byte[] {(byte) rest} : new byte[] {(byte) (rest | 0x80), (byte) (rest >> 7)};
        return replaced(packet, 1, header, length);
    }

    private static byte[] replaced(byte[] packet, int from, int to, byte[] by) {
        byte[] result = new byte[packet.length - (to - from) + by.length];
        System.arraycopy(packet, 0, result, 0, from);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(packet, to, result, from + by.length, packet.length - to);
        return result;
    }
}
