package dev.mooring.mqtt;

import io.vertx.core.net.NetClientOptions;

/**
 * Puts trust, client certificate and host name verification into the options of encrypted connections. Connections share
 * one SSL context as long as {@link #version()} is the same object.
 */
@FunctionalInterface
public interface TlsSetup {

    /** The trust of the Java runtime, no client certificate, host names verified. */
    TlsSetup DEFAULT = options -> options.setHostnameVerificationAlgorithm("HTTPS");

    /**
     * Called on an event loop before the first connection with a version. What it puts in must be loadable: a version that
     * cannot be loaded is not tried again.
     */
    void applyTo(NetClientOptions options);

    /** Another object than before once certificates were renewed. Asked on an event loop before each connection. */
    default Object version() {
        return this;
    }
}
