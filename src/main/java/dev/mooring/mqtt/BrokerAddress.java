package dev.mooring.mqtt;

/**
 * One address of a broker.
 *
 * @param host      name or IP address, IPv6 without brackets
 * @param port      1 to 65,535
 * @param transport what carries the bytes
 * @param path      of a WebSocket, from its slash on, %-encoded; else empty
 */
public record BrokerAddress(String host, int port, Transport transport, String path) {

    /** Where brokers answer a WebSocket if a URL does not say. */
    static final String DEFAULT_PATH = "/mqtt";

    /** @throws IllegalArgumentException when the port is out of range, the host empty, or the path of no use */
    public BrokerAddress {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must not be empty");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1 to 65535, got: " + port);
        }
        if (transport.webSocket() ? !path.startsWith("/") : !path.isEmpty()) {
            throw new IllegalArgumentException("a WebSocket needs a path that begins with /, anything else has none");
        }
    }

    /** With the default path, where there is a path. */
    public BrokerAddress(String host, int port, Transport transport) {
        this(host, port, transport, transport.webSocket() ? DEFAULT_PATH : "");
    }

    /** Whether the connection is encrypted. */
    public boolean tls() {
        return transport.tls();
    }

    /** Whether MQTT travels in WebSocket frames. */
    public boolean webSocket() {
        return transport.webSocket();
    }

    /** Host and port as they stand in a URL. */
    String authority() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    @Override
    public String toString() {
        return transport.scheme() + "://" + authority() + path;
    }
}
