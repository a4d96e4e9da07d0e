package dev.mooring.site;

import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.Limits;
import dev.mooring.mqtt.ReconnectOptions;
import dev.mooring.mqtt.SessionOptions;
import dev.mooring.mqtt.TlsSetup;
import dev.mooring.mqtt.codec.ProtocolVersion;
import java.time.Duration;
import java.util.Optional;

/**
 * How a site reaches its broker.
 *
 * @param url                  where
 * @param clientId             as whom
 * @param credentials          with which user name and password
 * @param protocolVersion      what to speak; 3.1.1 where the broker refuses 5
 * @param cleanSession         whether the broker forgets the session at the end of a connection
 * @param sessionExpiry        how long a broker of MQTT 5 keeps the session without a connection
 * @param keepAlive            how long the connection may be silent
 * @param reconnect            how to come back
 * @param limits               how much may be under way
 * @param tlsConfigurationName entry of the TLS registry, empty for the default
 */
record BrokerAccess(
        BrokerUrl url,
        ClientId clientId,
        CredentialsSource credentials,
        ProtocolVersion protocolVersion,
        boolean cleanSession,
        Duration sessionExpiry,
        Duration keepAlive,
        ReconnectOptions reconnect,
        Limits limits,
        Optional<String> tlsConfigurationName) {

    /** A session beside the site's own: it begins anew, leaves nothing behind, and says nothing about itself. */
    SessionOptions apart(ClientId other, TlsSetup tls) {
        return SessionOptions.to(url, other)
                .withCredentials(credentials)
                .withProtocolVersion(protocolVersion)
                .withCleanSession(true)
                .withSessionExpiry(Duration.ZERO)
                .withKeepAlive(keepAlive)
                .withReconnect(reconnect)
                .withLimits(limits)
                .withTls(tls);
    }
}
