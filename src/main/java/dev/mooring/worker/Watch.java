package dev.mooring.worker;

import dev.mooring.mqtt.ConnectionState;
import dev.mooring.mqtt.QoS;
import dev.mooring.retained.RetainedMessages;
import dev.mooring.site.Site;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the workers of one site: on the site's own connection for what they say, and by a list of what the broker keeps when
 * it begins and whenever the broker has lost the site's session, since nobody says what happened meanwhile.
 *
 * <p>State belongs to the site's event loop; public methods hand over.
 */
final class Watch {

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
    private static final Duration SHORTEST_LOOK = Duration.ofMillis(20);
    private static final int LOOKS = 10;

    private final Site site;
    private final LiveWorkers rule;
    private final Clock clock;
    private final Context context;
    private final RetainedMessages retained;
    private final Roster roster;
    private final List<Consumer<WorkerEvent>> listeners = new CopyOnWriteArrayList<>();

    private boolean begun;
    private boolean tooManySaid;
    /** Of the list that is complete, or being made; null when one is needed. */
    private @Nullable Future<Void> listed;
    /** When the connection began on which the site was when that list began; null when it was on none. */
    private @Nullable Instant listedOn;
    /** Tells what an abandoned list brings from what the present one does. */
    private long lists;

    Watch(Site site, LiveWorkers rule, int most, Clock clock, MeterRegistry registry) {
        this.site = site;
        this.rule = rule;
        this.clock = clock;
        this.context = site.context();
        this.retained = RetainedMessages.at(site, clock);
        Counter leftOut = Counter.builder("mooring.workers.left.out")
                .description("Messages of workers that are left out because there are too many")
                .tag("site", site.name())
                .register(registry);
        this.roster = new Roster(rule, most, this::tell, () -> {
            leftOut.increment();
            sayTooMany(most);
        });
        for (WorkerState state : WorkerState.values()) {
            Gauge.builder("mooring.workers", () -> roster.count(state, clock.instant()))
                    .description("Workers that the site's broker keeps, of the sites that are watched")
                    .tag("site", site.name())
                    .tag("state", state.word())
                    .register(registry);
        }
    }

    private void sayTooMany(int most) {
        if (!tooManySaid) {
            tooManySaid = true;
            WorkerLog.LOG.tooMany(site.name(), most);
        }
    }

    private void tell(WorkerEvent event) {
        listeners.forEach(each -> each.accept(event));
    }

    /** What is known. */
    Roster roster() {
        return roster;
    }

    /** Begins to watch, if that has not begun. */
    void begin() {
        context.runOnContext(v -> beginHere());
    }

    private void beginHere() {
        if (begun) {
            return;
        }
        begun = true;
        site.subscribe(rule.filter(), QoS.AT_LEAST_ONCE, (message, done) -> {
            roster.heard(message, clock.instant());
            done.run();
        });
        site.whenConnected(this::connected);
        Duration pause = rule.staleAfter().dividedBy(LOOKS);
        pause = pause.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : pause;
        pause = pause.compareTo(SHORTEST_LOOK) < 0 ? SHORTEST_LOOK : pause;
        context.owner().setPeriodic(pause.toMillis(), id -> context.runOnContext(v -> roster.look(clock.instant())));
    }

    private void connected(boolean now) {
        if (now && site.state() instanceof ConnectionState.Connected connection && isToBeListed(connection)) {
            listed = null;
            list();
        }
    }

    /** Whether there is no list yet, or something may have happened since that nobody told this connection. */
    private boolean isToBeListed(ConnectionState.Connected connection) {
        Future<Void> present = listed;
        return present == null
                || present.failed()
                || (!connection.sessionPresent() && !connection.since().equals(listedOn));
    }

    /**
     * Completes when all that the broker keeps is known, on the site's event loop; fails with {@link
     * dev.mooring.retained.RetainedException} when the broker cannot be asked.
     */
    Future<Void> ready() {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(v -> {
            beginHere();
            list().onComplete(promise);
        });
        return promise.future();
    }

    /** Hears what happens from now on, on the site's event loop, after {@code first} ran there. */
    void listen(Consumer<WorkerEvent> listener, Runnable first) {
        context.runOnContext(v -> {
            first.run();
            listeners.add(listener);
        });
    }

    void leave(Consumer<WorkerEvent> listener) {
        context.runOnContext(v -> listeners.remove(listener));
    }

    private Future<Void> list() {
        Future<Void> present = listed;
        if (present != null && !present.failed()) {
            return present;
        }
        long mine = ++lists;
        listedOn = site.state() instanceof ConnectionState.Connected connection ? connection.since() : null;
        roster.beginCensus();
        Future<Void> list = retained.list(rule.filter(), (message, done) -> {
                    if (mine == lists) {
                        roster.counted(message, clock.instant());
                    }
                    done.run();
                })
                .<Void>mapEmpty()
                .transform(result -> mine == lists ? listed(result) : list());
        listed = list;
        return list;
    }

    private Future<Void> listed(AsyncResult<Void> result) {
        if (result.succeeded()) {
            roster.endCensus(clock.instant());
            return Future.succeededFuture();
        }
        roster.giveUpCensus();
        WorkerLog.LOG.notListed(site.name(), String.valueOf(result.cause().getMessage()));
        return Future.failedFuture(result.cause());
    }
}
