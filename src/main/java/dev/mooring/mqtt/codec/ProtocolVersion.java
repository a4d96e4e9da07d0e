package dev.mooring.mqtt.codec;

/** The versions of MQTT that are spoken here. */
public enum ProtocolVersion {
    V3_1_1(4, "3.1.1"),
    V5(5, "5");

    private final int level;
    private final String text;

    ProtocolVersion(int level, String text) {
        this.level = level;
        this.text = text;
    }

    /** The protocol level in CONNECT (section 3.1.2.2). */
    public int level() {
        return level;
    }

    /** What people call it: {@code 5} or {@code 3.1.1}. */
    public String text() {
        return text;
    }
}
