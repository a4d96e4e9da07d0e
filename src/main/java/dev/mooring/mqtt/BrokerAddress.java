package dev.mooring.mqtt;

/**
 * One address of a broker.
 *
 * @param host name or IP address, IPv6 without brackets
 * @param port 1 to 65,535
 * @param tls  whether the connection is encrypted
 */
public record BrokerAddress(String host, int port, boolean tls) {

    /** @throws IllegalArgumentException when the port is out of range or the host is empty */
    public BrokerAddress {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host must not be empty");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port must be 1 to 65535, got: " + port);
        }
    }

    @Override
    public String toString() {
        return (tls ? "mqtts://" : "mqtt://") + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
