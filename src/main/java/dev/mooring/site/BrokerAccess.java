package dev.mooring.site;

import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.Limits;
import dev.mooring.mqtt.ReconnectOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * How a site reaches its broker.
 *
 * @param url                  where
 * @param clientId             as whom
 * @param credentials          with which user name and password
 * @param cleanSession         whether the broker forgets the session at the end of a connection
 * @param keepAlive            how long the connection may be silent
 * @param reconnect            how to come back
 * @param limits               how much may be under way
 * @param tlsConfigurationName entry of the TLS registry, empty for the default
 */
record BrokerAccess(
        BrokerUrl url,
        ClientId clientId,
        CredentialsSource credentials,
        boolean cleanSession,
        Duration keepAlive,
        ReconnectOptions reconnect,
        Limits limits,
        Optional<String> tlsConfigurationName) {}
