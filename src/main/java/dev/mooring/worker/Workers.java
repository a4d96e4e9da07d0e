package dev.mooring.worker;

import dev.mooring.mqtt.ClientId;
import dev.mooring.mqtt.TopicName;
import dev.mooring.site.Site;
import dev.mooring.site.SiteSettings;
import dev.mooring.site.Sites;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Registers workers: the broker keeps what each can do, for as long as it is there. Safe on any thread; nothing blocks. */
@ApplicationScoped
public class Workers {

    private final Sites sites;
    private final WorkerSettings settings;
    private final MeterRegistry registry;
    private final Map<Key, WorkerRegistration> registered = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    private record Key(String site, WorkerId worker) {}

    @Inject
    Workers(Sites sites, WorkersConfig config, MeterRegistry registry) {
        this(sites, WorkerSettings.of(config), registry);
    }

    Workers(Sites sites, WorkerSettings settings, MeterRegistry registry) {
        this.sites = sites;
        this.settings = settings;
        this.registry = registry;
    }

    /**
     * Registers a worker at the site {@code default}, or at the only one there is, with an idle count of 1. Without any site
     * nothing happens, which is counted.
     *
     * @param id           the last level of its topic: 1 to 128 bytes, without {@code /}, {@code +}, {@code #} and control
     *                     characters
     * @param capabilities what it can do
     * @throws IllegalArgumentException when the id is none, or the capabilities are too much for one message
     * @throws IllegalStateException    when it is registered already, too many are, the service stops, or nobody knows which
     *                                  site is meant
     */
    public WorkerRegistration registerWorker(String id, List<String> capabilities) {
        Card.Known worker = worker(id, capabilities);
        if (sites.isOff()) {
            return silent(new Key(SiteSettings.DEFAULT_SITE, new WorkerId(id)), topic(id));
        }
        List<Site> all = sites.all();
        Site site = sites.find(SiteSettings.DEFAULT_SITE)
                .or(() -> all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty())
                .orElseThrow(() -> new IllegalStateException(
                        "there is no site 'default', and not exactly one other: name the site of worker " + id));
        return register(site, worker);
    }

    /**
     * As {@link #registerWorker(String, List)}, at a site.
     *
     * @throws IllegalStateException also when there is no such site, or it is disabled
     */
    public WorkerRegistration registerWorker(String site, String id, List<String> capabilities) {
        Card.Known worker = worker(id, capabilities);
        Site found = sites.find(site)
                .orElseThrow(() -> new IllegalStateException("there is no site '" + site + "' for worker " + id));
        return register(found, worker);
    }

    private static Card.Known worker(String id, List<String> capabilities) {
        WorkerId checked = new WorkerId(id);
        Card.Known worker = new Card.Known(checked.value(), capabilities, Integer.MAX_VALUE);
        int size = worker.at(Instant.ofEpochMilli(Long.MAX_VALUE)).length;
        if (size > Card.MOST_BYTES) {
            throw new IllegalArgumentException(
                    "the capabilities of worker " + id + " do not fit into " + Card.MOST_BYTES + " bytes");
        }
        return worker;
    }

    private String topic(String id) {
        return settings.topicPrefix() + "/" + id;
    }

    private WorkerRegistration register(Site site, Card.Known worker) {
        if (!site.settings().enabled()) {
            throw new IllegalStateException("the site '" + site.name() + "' of worker " + worker.id() + " is disabled");
        }
        Key key = new Key(site.name(), new WorkerId(worker.id()));
        TopicName topic = new TopicName(site.settings().below(topic(worker.id())));
        ClientId clientId = new ClientId(site.clientId() + "-worker-" + worker.id());
        if (!site.publishes()) {
            return silent(key, topic.value());
        }
        LiveRegistration registration = new LiveRegistration(
                site, worker, clientId, topic, settings.refreshInterval(), () -> registered.remove(key));
        add(key, registration);
        registration.start();
        if (stopping) { // begun between our look and our start
            registration.close().subscribe().with(cleared -> {}, failure -> {});
        }
        return registration;
    }

    private WorkerRegistration silent(Key key, String topic) {
        SilentRegistration registration = new SilentRegistration(
                key.worker(), key.site(), topic, this::countNothing, () -> registered.remove(key));
        add(key, registration);
        countNothing();
        return registration;
    }

    private void add(Key key, WorkerRegistration registration) {
        if (stopping) {
            throw new IllegalStateException("the service stops: worker " + key.worker() + " cannot be registered");
        }
        if (registered.putIfAbsent(key, registration) != null) {
            throw new IllegalStateException(
                    "worker " + key.worker() + " is registered at site '" + key.site() + "' already");
        }
        if (registered.size() > settings.maxRegistrations()) {
            registered.remove(key);
            throw new IllegalStateException("more than " + settings.maxRegistrations()
                    + " workers (mooring.workers.max-registrations): worker " + key.worker() + " is one too many");
        }
    }

    private void countNothing() {
        registry.counter("mqtt.publish.noop").increment();
    }

    /** Clears the topics of all, and takes no more; done within the deadline of {@link WorkerRegistration#close}. */
    Uni<Void> stop() {
        stopping = true;
        List<Uni<Void>> each =
                registered.values().stream().map(WorkerRegistration::close).toList();
        return each.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(each).andCollectFailures().replaceWithVoid();
    }
}
