package dev.mooring.mqtt;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One attempt to connect: where, as whom, and with which limits. */
record ConnectRequest(
        BrokerAddress address,
        ClientId clientId,
        @Nullable Credentials credentials,
        boolean cleanSession,
        Duration keepAlive,
        @Nullable OutboundMessage will,
        Limits limits,
        TlsSetup tls,
        Duration timeout) {}
