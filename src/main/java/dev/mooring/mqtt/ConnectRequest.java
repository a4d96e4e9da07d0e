package dev.mooring.mqtt;

import dev.mooring.mqtt.codec.ProtocolVersion;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One attempt to connect: where, in which version, as whom, and with which limits. */
record ConnectRequest(
        BrokerAddress address,
        ProtocolVersion version,
        ClientId clientId,
        @Nullable Credentials credentials,
        boolean cleanSession,
        Duration sessionExpiry,
        Duration keepAlive,
        @Nullable Presence presence,
        Limits limits,
        @Nullable EnhancedAuthentication authentication,
        TlsSetup tls,
        Duration timeout) {}
