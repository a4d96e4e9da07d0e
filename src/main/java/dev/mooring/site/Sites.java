package dev.mooring.site;

import dev.mooring.mqtt.BrokerAddress;
import dev.mooring.mqtt.ConnectPacer;
import dev.mooring.mqtt.EventLoops;
import dev.mooring.mqtt.MqttSession;
import dev.mooring.mqtt.OutboundMessage;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.site.MooringConfig.BroadcastType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.net.HostName;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** All sites. Safe on any thread. */
@ApplicationScoped
public class Sites {

    private final MooringConfig config;
    private final String instanceId;
    private final MeterRegistry registry;
    private final PublishMeters publishes;
    private final TlsProfiles tls;
    private final EventLoops loops;
    private final MqttSession.Environment environment;
    private final Map<String, Site> byName = new ConcurrentSkipListMap<>();
    private final List<Consumer<Site>> observers = new CopyOnWriteArrayList<>();
    private volatile List<Site> all = List.of();
    private volatile boolean stopping;

    Sites(
            MooringConfig config,
            TlsProfiles tls,
            MeterRegistry registry,
            Vertx vertx,
            Clock clock,
            RandomGenerator random) {
        this.config = config;
        this.tls = tls;
        this.registry = registry;
        this.instanceId = config.instanceId().filter(id -> !id.isBlank()).orElseGet(HostName::getHostName);
        this.loops = new EventLoops(vertx);
        ConnectPacer pacer = new ConnectPacer(Math.max(0, config.connectRate()), System::nanoTime);
        this.environment = new MqttSession.Environment(vertx, pacer, clock, random);
        this.publishes = new PublishMeters(registry, Set.copyOf(config.notificationTopics()));
        new SettingsReader(config, instanceId).read().forEach(this::add);
        Gauge.builder("mqtt.enabled", () -> isOff() ? 0 : 1)
                .description("1 if any site is configured")
                .register(registry);
    }

    private void add(SiteSettings settings) {
        SiteMeters meters = new SiteMeters(registry, settings.name());
        StatusTopic status = settings.statusTopic()
                .map(topic ->
                        new StatusTopic(topic, instanceId, settings.broker().clientId(), config.statusFormat()))
                .orElse(null);
        Site site = new Site(
                settings,
                environment,
                loops.next(),
                tls.of(settings),
                status,
                meters,
                publishes,
                config.broadcastType() == BroadcastType.MQTT);
        byName.put(site.name(), site);
        all = List.copyOf(byName.values());
        gauge("mqtt.connection.state", "1 while the site is connected", () -> site.connected() ? 1 : 0, site);
        gauge("mqtt.inflight.in", "Messages that wait for their handlers", site::unacknowledged, site);
        gauge("mqtt.inflight.out", "Messages that wait for the broker", site::unpublished, site);
        observers.forEach(observer -> observer.accept(site));
    }

    private void gauge(String name, String description, Supplier<Number> value, Site site) {
        Gauge.builder(name, value)
                .description(description)
                .tag("site", site.name())
                .register(registry);
    }

    /** The name of this instance. */
    public String instanceId() {
        return instanceId;
    }

    /** Every site, enabled or not, by name. The same list until a site comes: who derives something may keep it. */
    public List<Site> all() {
        return all;
    }

    /** The site of that name. */
    public Optional<Site> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether there is no site at all: then nothing connects, and every publish does nothing. */
    public boolean isOff() {
        return byName.isEmpty();
    }

    /** The event loops that sites live on. */
    public List<Context> eventLoops() {
        return loops.all();
    }

    /** Whether the service is on its way down. */
    public boolean stopping() {
        return stopping;
    }

    /** Calls the observer with every site there is, and with every one that appears later. */
    public void whenAdded(Consumer<Site> observer) {
        observers.add(observer);
        all().forEach(observer);
    }

    /**
     * Hears what arrives on a filter below the prefix of every site, also of those that appear later; at QoS 1, and for as
     * long as the sites live.
     *
     * @param filter   below the prefix of each
     * @param listener called on the event loops of the sites
     */
    public void onEverySite(String filter, SiteListener listener) {
        whenAdded(site -> site.subscribe(
                new TopicFilter(site.settings().below(filter)),
                QoS.AT_LEAST_ONCE,
                (message, done) -> listener.heard(site, message.topic().value(), message.payloadBytes(), done)));
    }

    /**
     * Which sites are told what concerns no site but a broker: those with these names; without names the site {@code
     * default} if it is enabled, else all that are. Of several that share a broker one, since the topic is the broker's.
     *
     * @param names of sites that exist and are enabled; others are left out
     */
    public List<Site> announced(Collection<String> names) {
        if (!names.isEmpty()) {
            return onePerBroker(all().stream().filter(site -> names.contains(site.name())));
        }
        return find(SiteSettings.DEFAULT_SITE)
                .filter(site -> site.settings().enabled())
                .map(List::of)
                .orElseGet(() -> onePerBroker(all().stream()));
    }

    /** As {@link #announce(OutboundMessage, Collection)}, without names. */
    public Uni<Void> announce(OutboundMessage message) {
        return announce(message, List.of());
    }

    /**
     * Publishes to the sites that are {@linkplain #announced announced to}. Without any nothing happens, which is counted
     * ({@code mqtt_publish_noop_total}).
     *
     * @return completes at the last broker's PUBACK; fails when one could not be told
     */
    public Uni<Void> announce(OutboundMessage message, Collection<String> names) {
        List<Site> receivers = announced(names);
        if (receivers.isEmpty()) {
            publishes.nothing();
            return Uni.createFrom().voidItem();
        }
        List<Uni<Void>> all =
                receivers.stream().map(site -> site.publish(message)).toList();
        return Uni.join().all(all).andCollectFailures().replaceWithVoid();
    }

    /** Of several sites on one broker, one that is connected. */
    private static List<Site> onePerBroker(Stream<Site> sites) {
        Map<List<BrokerAddress>, Site> chosen = new LinkedHashMap<>();
        sites.filter(site -> site.settings().enabled()).forEach(site -> {
            List<BrokerAddress> addresses = site.settings().broker().url().addresses();
            chosen.merge(addresses, site, (one, other) -> one.connected() ? one : other);
        });
        return List.copyOf(chosen.values());
    }

    void start() {
        if (isOff()) {
            SiteLog.LOG.off();
        }
        if (config.broadcastType() == BroadcastType.NOOP) {
            SiteLog.LOG.noop();
        }
        for (Site site : all()) {
            SiteLog.LOG.configured(
                    site.name(), site.clientId(), site.settings().broker().url().toString());
            site.start();
        }
    }

    Duration shutdownTimeout() {
        return config.shutdownTimeout();
    }

    void beginStopping() {
        stopping = true;
    }
}
