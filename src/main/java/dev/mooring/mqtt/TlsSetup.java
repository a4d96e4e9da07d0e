package dev.mooring.mqtt;

import io.vertx.core.net.NetClientOptions;

/** Puts trust, client certificate and host name verification into the options of an encrypted connection. */
@FunctionalInterface
public interface TlsSetup {

    /** The trust of the Java runtime, no client certificate, host names verified. */
    TlsSetup DEFAULT = options -> options.setHostnameVerificationAlgorithm("HTTPS");

    /** Called on the event loop for each connection with {@code mqtts}, so that renewed certificates are seen. */
    void applyTo(NetClientOptions options);
}
