package dev.mooring.mqtt.codec;

import org.jspecify.annotations.Nullable;

/**
 * The properties of MQTT 5.0, section 2.2.2.2: their number, what their value looks like, which values are allowed and
 * in which packets.
 */
public enum Property {
    PAYLOAD_FORMAT_INDICATOR(0x01, Kind.BYTE, 0, 1, In.PUBLISH | In.WILL),
    MESSAGE_EXPIRY_INTERVAL(0x02, Kind.FOUR_BYTES, 0, 0xFFFF_FFFFL, In.PUBLISH | In.WILL),
    CONTENT_TYPE(0x03, Kind.TEXT, In.PUBLISH | In.WILL),
    RESPONSE_TOPIC(0x08, Kind.TEXT, In.PUBLISH | In.WILL),
    CORRELATION_DATA(0x09, Kind.DATA, In.PUBLISH | In.WILL),
    SUBSCRIPTION_IDENTIFIER(0x0B, Kind.VARIABLE, 1, VariableByteInteger.MAX, In.PUBLISH | In.SUBSCRIBE),
    SESSION_EXPIRY_INTERVAL(0x11, Kind.FOUR_BYTES, 0, 0xFFFF_FFFFL, In.CONNECT | In.CONNACK | In.DISCONNECT),
    ASSIGNED_CLIENT_IDENTIFIER(0x12, Kind.TEXT, In.CONNACK),
    SERVER_KEEP_ALIVE(0x13, Kind.TWO_BYTES, 0, 0xFFFF, In.CONNACK),
    AUTHENTICATION_METHOD(0x15, Kind.TEXT, In.CONNECT | In.CONNACK | In.AUTH),
    AUTHENTICATION_DATA(0x16, Kind.DATA, In.CONNECT | In.CONNACK | In.AUTH),
    REQUEST_PROBLEM_INFORMATION(0x17, Kind.BYTE, 0, 1, In.CONNECT),
    WILL_DELAY_INTERVAL(0x18, Kind.FOUR_BYTES, 0, 0xFFFF_FFFFL, In.WILL),
    REQUEST_RESPONSE_INFORMATION(0x19, Kind.BYTE, 0, 1, In.CONNECT),
    RESPONSE_INFORMATION(0x1A, Kind.TEXT, In.CONNACK),
    SERVER_REFERENCE(0x1C, Kind.TEXT, In.CONNACK | In.DISCONNECT),
    REASON_STRING(
            0x1F,
            Kind.TEXT,
            In.CONNACK
                    | In.PUBACK
                    | In.PUBREC
                    | In.PUBREL
                    | In.PUBCOMP
                    | In.SUBACK
                    | In.UNSUBACK
                    | In.DISCONNECT
                    | In.AUTH),
    RECEIVE_MAXIMUM(0x21, Kind.TWO_BYTES, 1, 0xFFFF, In.CONNECT | In.CONNACK),
    TOPIC_ALIAS_MAXIMUM(0x22, Kind.TWO_BYTES, 0, 0xFFFF, In.CONNECT | In.CONNACK),
    TOPIC_ALIAS(0x23, Kind.TWO_BYTES, 1, 0xFFFF, In.PUBLISH),
    MAXIMUM_QOS(0x24, Kind.BYTE, 0, 1, In.CONNACK),
    RETAIN_AVAILABLE(0x25, Kind.BYTE, 0, 1, In.CONNACK),
    USER_PROPERTY(0x26, Kind.PAIR, In.EVERY_PACKET),
    MAXIMUM_PACKET_SIZE(0x27, Kind.FOUR_BYTES, 1, 0xFFFF_FFFFL, In.CONNECT | In.CONNACK),
    WILDCARD_SUBSCRIPTION_AVAILABLE(0x28, Kind.BYTE, 0, 1, In.CONNACK),
    SUBSCRIPTION_IDENTIFIER_AVAILABLE(0x29, Kind.BYTE, 0, 1, In.CONNACK),
    SHARED_SUBSCRIPTION_AVAILABLE(0x2A, Kind.BYTE, 0, 1, In.CONNACK);

    /** How a value is written (section 1.5). */
    enum Kind {
        BYTE,
        TWO_BYTES,
        FOUR_BYTES,
        VARIABLE,
        TEXT,
        DATA,
        PAIR;

        boolean isNumber() {
            return this != TEXT && this != DATA && this != PAIR;
        }
    }

    private static final @Nullable Property[] BY_ID = byId();

    private final int id;
    private final Kind kind;
    private final long smallest;
    private final long greatest;
    private final int packets;

    Property(int id, Kind kind, int packets) {
        this(id, kind, 0, 0, packets);
    }

    Property(int id, Kind kind, long smallest, long greatest, int packets) {
        this.id = id;
        this.kind = kind;
        this.smallest = smallest;
        this.greatest = greatest;
        this.packets = packets;
    }

    /** The identifier on the wire. All that are defined fit one byte, though they are variable byte integers. */
    public int id() {
        return id;
    }

    Kind kind() {
        return kind;
    }

    /** Whether a number is one that this property may have, e.g. no topic alias 0 (section 3.3.2.3.4). */
    boolean mayBe(long value) {
        return value >= smallest && value <= greatest;
    }

    /** @param packet a bit of {@link In} */
    boolean isAllowedIn(int packet) {
        return (packets & packet) != 0;
    }

    /**
     * Whether it may be there more than once: the user property anywhere, the subscription identifier in a PUBLISH
     * that matched several subscriptions (section 3.3.2.3.8).
     */
    boolean isRepeatableIn(int packet) {
        return this == USER_PROPERTY || (this == SUBSCRIPTION_IDENTIFIER && packet == In.PUBLISH);
    }

    /** The property with this identifier, null when there is none. Does not allocate. */
    static @Nullable Property of(int id) {
        return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
    }

    private static @Nullable Property[] byId() {
        @Nullable Property[] byId = new @Nullable Property[In.IDENTIFIERS];
        for (Property property : values()) {
            byId[property.id] = property;
        }
        return byId;
    }
}
