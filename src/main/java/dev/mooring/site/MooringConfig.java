package dev.mooring.site;

import dev.mooring.EnvironmentName;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sites and what they share. Checked by {@link SettingsReader} at start. */
@ConfigMapping(prefix = "mooring")
interface MooringConfig {

    /** Name of this instance; stays the same over restarts. Default: the host name. */
    @EnvironmentName("MQTT_INSTANCE_ID")
    Optional<String> instanceId();

    /** Client id of a site's connection; `{site}` and `{instance}` stand for their names. */
    @WithDefault("{site}_i{instance}")
    String clientId();

    /** What a graceful stop may take; the rest is cut and counted. Keep a container's grace period above it. */
    @EnvironmentName("MQTT_SHUTDOWN_TIMEOUT")
    @WithDefault("5s")
    @WithConverter(DurationConverter.class)
    Duration shutdownTimeout();

    /** How the status topic is written: `json`, or `plain` for the bare word `online` or `offline`. */
    @WithDefault("json")
    StatusFormat statusFormat();

    /** Whether anything is published: `mqtt`, or `noop` for tests, when every publish does nothing and is counted. */
    @EnvironmentName("BROADCAST_TYPE")
    @WithDefault("mqtt")
    BroadcastType broadcastType();

    /** Connects per second to one broker address, over all sites; 0 for no limit. */
    @WithDefault("200")
    int connectRate();

    /** Topics that `mqtt_publish_total` names; any other counts as `other`. */
    @WithDefault("iotsupport/updates/configs,iotsupport/updates/assets")
    List<String> notificationTopics();

    /** Values for every site that does not set its own. */
    ConnectionConfig defaults();

    /** The sites, by name. */
    Map<String, SiteConfig> sites();

    /** How the status topic is written. */
    enum StatusFormat {
        /** A JSON object. */
        JSON,
        /** The bare word. */
        PLAIN
    }

    /** What becomes of what is published. */
    enum BroadcastType {
        /** It is published. */
        MQTT,
        /** Nothing, but it is counted. */
        NOOP
    }

    /** How a site connects; every key may stand under `mooring.defaults` as well. */
    interface ConnectionConfig {

        /** Protocol version, `5` or `3.1.1`. Default: `5`. A broker that refuses 5 is spoken to in 3.1.1. */
        Optional<String> protocolVersion();

        /** Whether the broker forgets session and queue when the connection ends. Default: `false`. */
        @EnvironmentName("MQTT_CLEAN_SESSION")
        Optional<Boolean> cleanSession();

        /** How long the broker keeps session and queue without a connection. Default: `1h`. On MQTT 3.1.1 the broker decides. */
        @WithConverter(DurationConverter.class)
        Optional<Duration> sessionExpiry();

        /** How long a connection may be silent, 0 to 65535 s. A dead link is noticed in 1.5 times that. Default: `60s`. */
        @EnvironmentName({"MQTT_KEEP_ALIVE", "MQTT_KEEPALIVE"})
        @WithConverter(DurationConverter.class)
        Optional<Duration> keepAlive();

        /** Whether the connection says `online`, and `offline` through its will. Default: `true`. */
        @EnvironmentName("MQTT_LWT_ENABLED")
        Optional<Boolean> lwtEnabled();

        /** How to come back. */
        ReconnectConfig reconnect();

        /** How long to stay away when another client uses the same client id. Default: `30s`. */
        @WithConverter(DurationConverter.class)
        Optional<Duration> takeoverCooldown();

        /** Messages the broker may send ahead of our acknowledgements, 1 to 65535. Default: `1000`. MQTT 3.1.1 cannot say it: there, the socket is not read when twice as many wait. */
        Optional<Integer> receiveMaximum();

        /** Messages sent ahead of the broker's acknowledgements, 1 to 65535. Default: `1000`. */
        Optional<Integer> maxInflight();

        /** Largest packet in bytes, either way. Default: `1048576`. */
        Optional<Integer> maxPacketSize();

        /** Topics the broker may say by a number after the first time, 0 to 65535. Default: `0`. Saves bytes; not for ActiveMQ Artemis (2.55), which now and then gives two topics the same number, so that messages come under the wrong one. Nothing on MQTT 3.1.1. */
        Optional<Integer> topicAliases();

        /** Entry of the Quarkus TLS registry for `mqtts` and `wss`: trust, client certificate, host name verification. */
        Optional<String> tlsConfigurationName();
    }

    /** How to come back after a lost connection. */
    interface ReconnectConfig {

        /** Upper bound of the first delay; it doubles with each failure, with full jitter. Default: `500ms`. */
        @EnvironmentName("MQTT_RECONNECT_MIN_DELAY")
        @WithConverter(DurationConverter.class)
        Optional<Duration> minDelay();

        /** Longest delay. Default: `5s`. */
        @EnvironmentName("MQTT_RECONNECT_MAX_DELAY")
        @WithConverter(DurationConverter.class)
        Optional<Duration> maxDelay();
    }

    /** One site. */
    interface SiteConfig extends ConnectionConfig {

        /**
         * `mqtt://`, `mqtts://`, `ws://` or `wss://`, host and port, for WebSocket a path (`/mqtt` if there is none); several,
         * comma-separated, are tried in turn. Credentials are never logged.
         */
        @EnvironmentName("MQTT_URL")
        Optional<String> url();

        /** Client id of this site alone, in place of `mooring.client-id`. */
        @EnvironmentName("MQTT_CLIENT_ID")
        Optional<String> clientId();

        /** User name; wins over the one in the URL. */
        @EnvironmentName("MQTT_USERNAME")
        Optional<String> username();

        /** Password. */
        @EnvironmentName("MQTT_PASSWORD")
        Optional<String> password();

        /** File with the password, such as a mounted secret; read again at each connect. */
        Optional<String> passwordFile();

        /** Whether the site connects. */
        @WithDefault("true")
        boolean enabled();

        /** Whether readiness depends on this site. */
        @WithDefault("false")
        boolean critical();

        /** What the site's topics begin with. Default: the site's name; empty for the site `default`. */
        Optional<String> prefix();

        /** Topic filters to subscribe at QoS 1. Default: `{prefix}/#`; none for the site `default`. */
        Optional<List<String>> subscriptions();

        /** Where the status is kept. Default: `{prefix}/backend/status`; `mooring/{client_id}/status` for `default`. */
        Optional<String> statusTopic();
    }
}
