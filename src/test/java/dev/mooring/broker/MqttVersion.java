package dev.mooring.broker;

/** A version of the protocol that tests speak. Displayed as people say it: {@code 3.1.1} and {@code 5}. */
public enum MqttVersion {
    /** MQTT 3.1.1; protocol level 4 in CONNECT (MQTT 3.1.1, section 3.1.2.2). */
    V3_1_1("3.1.1", 4),
    /** MQTT 5.0; protocol version 5 in CONNECT (MQTT 5.0, section 3.1.2.2). */
    V5("5", 5);

    private final String text;
    private final int level;

    MqttVersion(String text, int level) {
        this.text = text;
        this.level = level;
    }

    /**
     * What the application shall speak in tests that run once for each version: system property
     * {@code mooring.tests.protocol-version}, by default 5.
     */
    public static MqttVersion ofTests() {
        return System.getProperty("mooring.tests.protocol-version", V5.text).equals(V3_1_1.text) ? V3_1_1 : V5;
    }

    /** The number that CONNECT carries. */
    public int level() {
        return level;
    }

    @Override
    public String toString() {
        return text;
    }
}
