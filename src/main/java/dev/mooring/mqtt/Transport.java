package dev.mooring.mqtt;

/** What carries the bytes of MQTT (MQTT 5.0, sections 4.2 and 6). */
public enum Transport {
    /** TCP. */
    TCP("mqtt", 1883, false, false),
    /** TCP with TLS. */
    TLS("mqtts", 8883, true, false),
    /** WebSocket. */
    WEB_SOCKET("ws", 80, false, true),
    /** WebSocket with TLS. */
    SECURE_WEB_SOCKET("wss", 443, true, true);

    private final String scheme;
    private final int defaultPort;
    private final boolean tls;
    private final boolean webSocket;

    Transport(String scheme, int defaultPort, boolean tls, boolean webSocket) {
        this.scheme = scheme;
        this.defaultPort = defaultPort;
        this.tls = tls;
        this.webSocket = webSocket;
    }

    /** As it is written in a URL. */
    public String scheme() {
        return scheme;
    }

    /** The port where a URL names none. */
    public int defaultPort() {
        return defaultPort;
    }

    /** Whether the connection is encrypted. */
    public boolean tls() {
        return tls;
    }

    /** Whether MQTT travels in WebSocket frames. */
    public boolean webSocket() {
        return webSocket;
    }
}
