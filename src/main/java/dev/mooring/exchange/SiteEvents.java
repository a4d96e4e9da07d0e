package dev.mooring.exchange;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.event.DedupeOptions;
import dev.mooring.event.EventClient;
import dev.mooring.event.EventHandler;
import dev.mooring.event.EventSettings;
import dev.mooring.event.EventSubscriber;
import dev.mooring.event.OutgoingEvent;
import dev.mooring.mqtt.Subscription;
import dev.mooring.site.Site;
import dev.mooring.site.SiteSettings;
import dev.mooring.site.Sites;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/** The event clients of all sites, and what concerns them together. Safe on any thread. */
@ApplicationScoped
public class SiteEvents {

    /** Before the sites' own stop, which waits for handlers. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final EventsConfig config;
    private final Sites sites;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final Map<String, EventClient> clients = new ConcurrentSkipListMap<>();

    SiteEvents(EventsConfig config, Sites sites, ObjectMapper mapper, Clock clock) {
        this.config = config;
        this.sites = sites;
        this.mapper = mapper;
        this.clock = clock;
        settings("check"); // a wrong value stops the start, also without a site
        sites.whenAdded(site -> of(site));
    }

    /** The client of a site. */
    public Optional<EventClient> of(String site) {
        return sites.find(site).map(this::of);
    }

    private EventClient of(Site site) {
        return clients.computeIfAbsent(
                site.name(), name -> EventClient.over(new SiteLink(site), settings(site.clientId()), mapper, clock));
    }

    /** The client of the site {@code default}, or of the only site there is. */
    Optional<EventClient> ofDefault() {
        Optional<EventClient> byName = of(SiteSettings.DEFAULT_SITE);
        List<Site> all = sites.all();
        return byName.isPresent() || all.size() != 1 ? byName : Optional.of(of(all.get(0)));
    }

    /** All of them, by the names of their sites. */
    public Collection<EventClient> all() {
        return clients.values();
    }

    /**
     * Publishes an event to every enabled site, below the prefix of each.
     *
     * @return done when the last broker acknowledged it; fails when one could not be told
     */
    public Uni<Void> publish(OutgoingEvent event) {
        List<Uni<Void>> each = sites.all().stream()
                .filter(site -> site.settings().enabled())
                .map(site -> of(site).publish(event))
                .toList();
        return each.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(each).andCollectFailures().replaceWithVoid();
    }

    /** Handles the events of a filter below the prefix of every site, also of those that appear later. */
    public Subscription subscribe(String filter, EventHandler handler) {
        return onEverySite(filter, subscriber -> subscriber.handle(handler));
    }

    /**
     * Handles the events of a filter below the prefix of every site, also of those that appear later.
     *
     * @param how says how and by whom; called once for each site
     */
    public Subscription onEverySite(String filter, Function<EventSubscriber, Subscription> how) {
        OnEverySite subscription = new OnEverySite(filter);
        sites.whenAdded(site -> subscription.add(() -> how.apply(of(site).on(filter))));
        return subscription;
    }

    private EventSettings settings(String clientId) {
        try {
            EventSettings settings = EventSettings.of(config.sourceName().orElse(clientId))
                    .withFormat(config.format())
                    .withHealth(config.health())
                    .withMaxPending(config.maxPendingRequests())
                    .withShutdownTimeout(FAREWELL);
            if (config.heartbeat()) {
                settings = settings.withHeartbeat(config.heartbeatInterval());
            }
            return config.dedupeTtl().isZero()
                    ? settings
                    : settings.withDedupe(new DedupeOptions(config.dedupeTtl(), config.dedupeMaxEntries()));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("mooring.events." + e.getMessage());
        }
    }

    /** Health events and heartbeats begin; connections are the sites' affair. */
    void start() {
        all().forEach(client -> client.connect().subscribe().with(started -> {}, failure -> {}));
    }

    /** Says {@code shutdown}, publishes what is left of batches; done within a second. */
    Uni<Void> stop() {
        List<Uni<Void>> each = new ArrayList<>();
        all().forEach(client -> each.add(client.shutdown()));
        return each.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(each).andCollectFailures().replaceWithVoid();
    }
}
