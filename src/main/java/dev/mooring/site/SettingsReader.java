package dev.mooring.site;

import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.Credentials;
import dev.mooring.mqtt.Limits;
import dev.mooring.mqtt.ReconnectOptions;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import dev.mooring.mqtt.codec.ProtocolVersion;
import dev.mooring.site.MooringConfig.ConnectionConfig;
import dev.mooring.site.MooringConfig.SiteConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Turns configuration into checked settings. What is wrong ends in one {@link ConfigurationException} whose message
 * is one line that begins with the key.
 */
final class SettingsReader {

    private static final Duration MAX_KEEP_ALIVE = Duration.ofSeconds(65_535);
    private static final Duration MAX_SESSION_EXPIRY = Duration.ofSeconds(0xFFFF_FFFFL);

    /** What may be out of range and may stand under {@code mooring.defaults}. */
    private static final Map<String, Function<ConnectionConfig, Optional<?>>> SHARED = Map.of(
            "protocol-version", ConnectionConfig::protocolVersion,
            "keep-alive", ConnectionConfig::keepAlive,
            "reconnect.min-delay", each -> each.reconnect().minDelay(),
            "reconnect.max-delay", each -> each.reconnect().maxDelay(),
            "takeover-cooldown", ConnectionConfig::takeoverCooldown,
            "receive-maximum", ConnectionConfig::receiveMaximum,
            "max-inflight", ConnectionConfig::maxInflight,
            "max-packet-size", ConnectionConfig::maxPacketSize,
            "topic-aliases", ConnectionConfig::topicAliases);

    private final MooringConfig config;
    private final String instance;

    SettingsReader(MooringConfig config, String instance) {
        this.config = config;
        this.instance = instance;
    }

    /** All configured sites, by name; a site {@code default} without a URL is none. */
    List<SiteSettings> read() {
        checkShared();
        List<SiteSettings> settings = new ArrayList<>();
        byName().forEach((name, site) -> {
            if (!name.equals(SiteSettings.DEFAULT_SITE) || isSet(site.url())) {
                settings.add(new OneSite(name, site).read());
            }
        });
        checkClientIds(settings);
        return List.copyOf(settings);
    }

    private Map<String, SiteConfig> byName() {
        Map<String, SiteConfig> byName = new TreeMap<>();
        // The configuration library makes null of a name that is empty.
        config.sites().forEach((name, site) -> byName.put(Objects.requireNonNullElse(name, ""), site));
        return byName;
    }

    private void checkShared() {
        if (config.connectRate() < 0) {
            throw wrong("mooring.connect-rate", "must not be negative, got: " + config.connectRate());
        }
        if (config.shutdownTimeout().isZero()) {
            throw wrong("mooring.shutdown-timeout", "must be positive, got: " + config.shutdownTimeout());
        }
    }

    private static void checkClientIds(List<SiteSettings> settings) {
        for (int i = 0; i < settings.size(); i++) {
            for (int j = 0; j < i; j++) {
                SiteSettings one = settings.get(j);
                SiteSettings other = settings.get(i);
                if (one.broker().clientId().equals(other.broker().clientId()) && sharesBroker(one, other)) {
                    throw wrong(
                            key(other.name(), "client-id"),
                            "is the client id of site '" + one.name() + "' on the same broker already: "
                                    + other.broker().clientId());
                }
            }
        }
    }

    private static boolean sharesBroker(SiteSettings one, SiteSettings other) {
        return one.broker().url().addresses().stream()
                .anyMatch(other.broker().url().addresses()::contains);
    }

    private static String key(String site, String property) {
        return "mooring.sites." + (site.indexOf('.') < 0 ? site : "\"" + site + "\"") + "." + property;
    }

    private static ConfigurationException wrong(String key, String what) {
        List<String> variables = DocumentVariables.BY_KEY.getOrDefault(key, List.of());
        String also = variables.isEmpty() ? "" : " (or " + String.join(", ", variables) + ")";
        return new ConfigurationException(key + also + ": " + what, Set.of(key));
    }

    private static boolean isSet(Optional<String> value) {
        return value.filter(text -> !text.isBlank()).isPresent();
    }

    /** Reads one site. */
    private final class OneSite {
        private final String name;
        private final SiteConfig site;

        OneSite(String name, SiteConfig site) {
            this.name = name;
            this.site = site;
        }

        SiteSettings read() {
            checkName();
            ClientId clientId = checked("client-id", () -> new ClientId(clientId()));
            String prefix = prefix();
            boolean says = either(ConnectionConfig::lwtEnabled, true);
            return new SiteSettings(
                    name,
                    site.enabled(),
                    site.critical(),
                    prefix,
                    subscriptions(prefix),
                    says ? Optional.of(statusTopic(prefix, clientId)) : Optional.empty(),
                    broker(clientId));
        }

        private void checkName() {
            boolean breaksTopic = name.isBlank()
                    || name.startsWith("/")
                    || name.endsWith("/")
                    || name.indexOf('+') >= 0
                    || name.indexOf('#') >= 0
                    || name.indexOf('\u0000') >= 0;
            if (breaksTopic) {
                throw wrong(
                        "mooring.sites.\"" + name.replace('\u0000', '?') + "\"",
                        "a site's name must not be empty, hold +, # or NUL, nor begin or end with /");
            }
        }

        private boolean isDefault() {
            return name.equals(SiteSettings.DEFAULT_SITE);
        }

        private String clientId() {
            return site.clientId()
                    .filter(id -> !id.isBlank())
                    .orElseGet(() -> config.clientId().replace("{site}", name).replace("{instance}", instance));
        }

        private String prefix() {
            String prefix = site.prefix().orElse(isDefault() ? "" : name);
            String bare = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
            if (!bare.isEmpty()) {
                checked("prefix", () -> new TopicName(bare));
            }
            return bare;
        }

        private List<TopicFilter> subscriptions(String prefix) {
            List<String> fallback = isDefault() ? List.of() : List.of(prefix.isEmpty() ? "#" : prefix + "/#");
            return checked("subscriptions", () -> site.subscriptions().orElse(fallback).stream()
                    .map(String::strip)
                    .map(TopicFilter::new)
                    .toList());
        }

        private TopicName statusTopic(String prefix, ClientId clientId) {
            String fallback = isDefault() && prefix.isEmpty()
                    ? "mooring/" + clientId + "/status"
                    : (prefix.isEmpty() ? "" : prefix + "/") + "backend/status";
            return checked(
                    "status-topic", () -> new TopicName(site.statusTopic().orElse(fallback)));
        }

        private BrokerAccess broker(ClientId clientId) {
            BrokerUrl url = checked(
                    "url",
                    () -> BrokerUrl.parse(site.url()
                            .filter(text -> !text.isBlank())
                            .orElseThrow(() -> new IllegalArgumentException("is not set"))));
            return new BrokerAccess(
                    url,
                    clientId,
                    credentials(url),
                    checked("protocol-version", () -> protocolVersion(either(ConnectionConfig::protocolVersion, "5"))),
                    either(ConnectionConfig::cleanSession, false),
                    sessionExpiry(),
                    keepAlive(),
                    reconnect(),
                    limits(),
                    either(ConnectionConfig::tlsConfigurationName));
        }

        private CredentialsSource credentials(BrokerUrl url) {
            Credentials inUrl = url.credentials();
            Optional<Path> file =
                    checked("password-file", () -> site.passwordFile().map(Path::of));
            if (file.isPresent() && (!Files.isReadable(file.get()) || Files.isDirectory(file.get()))) {
                throw wrong(key(name, "password-file"), "cannot be read: " + file.get());
            }
            String username = site.username().orElse(inUrl == null ? null : inUrl.username());
            String password = site.password().orElse(inUrl == null ? null : inUrl.password());
            if (username == null && (password != null || file.isPresent())) {
                throw wrong(key(name, "username"), "is not set, but a password is");
            }
            return new CredentialsSource(username, password, file.orElse(null));
        }

        private Duration keepAlive() {
            return wholeSeconds(
                    "keep-alive", either(ConnectionConfig::keepAlive, Duration.ofSeconds(60)), MAX_KEEP_ALIVE);
        }

        private Duration sessionExpiry() {
            return wholeSeconds(
                    "session-expiry", either(ConnectionConfig::sessionExpiry, Duration.ofHours(1)), MAX_SESSION_EXPIRY);
        }

        private Duration wholeSeconds(String property, Duration value, Duration max) {
            return checked(property, () -> {
                boolean whole = value.equals(Duration.ofSeconds(value.toSeconds()));
                if (!whole || value.isNegative() || value.compareTo(max) > 0) {
                    throw new IllegalArgumentException(
                            "must be whole seconds from 0 to " + max.toSeconds() + ", got: " + value);
                }
                return value;
            });
        }

        private ReconnectOptions reconnect() {
            return checkedByName(() -> new ReconnectOptions(
                    either(each -> each.reconnect().minDelay(), Duration.ofMillis(500)),
                    either(each -> each.reconnect().maxDelay(), Duration.ofSeconds(5)),
                    either(ConnectionConfig::takeoverCooldown, Duration.ofSeconds(30))));
        }

        private Limits limits() {
            return checkedByName(() -> new Limits(
                    either(ConnectionConfig::receiveMaximum, 1000),
                    either(ConnectionConfig::maxInflight, 1000),
                    either(ConnectionConfig::maxPacketSize, 1 << 20),
                    either(ConnectionConfig::topicAliases, 0)));
        }

        private ProtocolVersion protocolVersion(String version) {
            for (ProtocolVersion each : ProtocolVersion.values()) {
                if (each.text().equals(version)) {
                    return each;
                }
            }
            throw new IllegalArgumentException("must be 5 or 3.1.1, got: " + version);
        }

        private <T> Optional<T> either(Function<ConnectionConfig, Optional<T>> property) {
            return property.apply(site).or(() -> property.apply(config.defaults()));
        }

        private <T> T either(Function<ConnectionConfig, Optional<T>> property, T builtIn) {
            return either(property).orElse(builtIn);
        }

        /** For values whose message begins with the name of the property. */
        private <T> T checkedByName(Supplier<T> value) {
            try {
                return value.get();
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                String property = message.substring(0, message.indexOf(' '));
                throw wrong(keyOf(property), message.substring(property.length() + 1));
            }
        }

        private <T> T checked(String property, Supplier<T> value) {
            try {
                return value.get();
            } catch (IllegalArgumentException e) {
                throw wrong(keyOf(property), String.valueOf(e.getMessage()));
            }
        }

        /** The key that the value was set with, which need not be the site's own. */
        private String keyOf(String property) {
            Function<ConnectionConfig, Optional<?>> value = SHARED.getOrDefault(property, each -> Optional.empty());
            boolean inherited = value.apply(site).isEmpty()
                    && value.apply(config.defaults()).isPresent();
            return inherited ? "mooring.defaults." + property : key(name, property);
        }
    }
}
