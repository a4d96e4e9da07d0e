package dev.mooring.mqtt.codec;

/** Where properties can be: one bit for each packet type, the type's number being the bit's, and one for the will. */
final class In {

    static final int WILL = 1;
    static final int CONNECT = 1 << 1;
    static final int CONNACK = 1 << 2;
    static final int PUBLISH = 1 << 3;
    static final int PUBACK = 1 << 4;
    static final int PUBREC = 1 << 5;
    static final int PUBREL = 1 << 6;
    static final int PUBCOMP = 1 << 7;
    static final int SUBSCRIBE = 1 << 8;
    static final int SUBACK = 1 << 9;
    static final int UNSUBSCRIBE = 1 << 10;
    static final int UNSUBACK = 1 << 11;
    static final int DISCONNECT = 1 << 14;
    static final int AUTH = 1 << 15;

    static final int EVERY_PACKET = 0xFFFF;

    /** Property identifiers are below this, so that a set of them fits the bits of a {@code long}. */
    static final int IDENTIFIERS = 0x2B;

    private In() {}
}
