package dev.mooring.mqtt;

/** Quality of service of a message or a subscription (MQTT 5.0, section 4.3). */
public enum QoS {
    /** At most once: done when handed to the socket. */
    AT_MOST_ONCE(0),
    /** At least once: done at PUBACK. */
    AT_LEAST_ONCE(1),
    /** Exactly once: done at PUBCOMP. */
    EXACTLY_ONCE(2);

    private static final QoS[] LEVELS = values();

    private final int level;

    QoS(int level) {
        this.level = level;
    }

    /** The number on the wire, 0 to 2. */
    public int level() {
        return level;
    }

    /**
     * The quality of service of a number on the wire.
     *
     * @throws IllegalArgumentException when {@code level} is not 0, 1 or 2
     */
    public static QoS of(int level) {
        if (level < 0 || level >= LEVELS.length) {
            throw new IllegalArgumentException("QoS must be 0, 1 or 2, got: " + level);
        }
        return LEVELS[level];
    }

    /** The weaker of the two, which is what a broker delivers at. */
    QoS atMost(QoS other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** The stronger of the two. */
    QoS atLeast(QoS other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
