package dev.mooring.delivery;

import dev.mooring.broker.MosquittoBroker;
import dev.mooring.delivery.Strike.Target;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One row: numbers to and from the service at all places at once, strikes while both are under way, a drain, and a verdict
 * on each topic. For one test thread.
 */
final class FaultRun {

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration LONGEST_STRIKE = Duration.ofSeconds(60);

    /**
     * How much.
     *
     * @param messages  on each topic
     * @param strikes   on each target
     * @param perSecond on each topic
     * @param drain     what may pass without progress before what is missing is lost
     */
    record Size(long messages, int strikes, int perSecond, Duration drain) {}

    /** A topic and what became of it. */
    record Judged(String topic, Verdict verdict) {}

    private final Stage stage;
    private final FaultRow row;
    private final Set<Strike> faults;
    private final Size size;
    private final Random random;
    private final ExecutorService threads;
    private final Map<Strike, Integer> struck = new ConcurrentHashMap<>();
    private final List<Future<?>> feeds = new ArrayList<>();

    FaultRun(Stage stage, FaultRow row, Size size, Random random, ExecutorService threads) {
        this.stage = stage;
        this.row = row;
        this.faults = row.faults();
        this.size = size;
        this.random = random;
        this.threads = threads;
    }

    /** How often each fault has hit. */
    Map<Strike, Integer> struck() {
        return struck;
    }

    /** What became of what the service had to handle. */
    List<Judged> inbound() {
        return stage.places().stream()
                .map(place -> judged(place.inbound(row.name())))
                .toList();
    }

    /** What became of what the service has published. */
    List<Judged> outbound() {
        return stage.places().stream()
                .map(place -> judged(place.outbound(row.name())))
                .toList();
    }

    private Judged judged(String topic) {
        return new Judged(topic, stage.verdict(topic));
    }

    /** Returns when all is published, and what will arrive has arrived, or the deadline has passed. */
    void run() {
        stage.places().forEach(this::begin);
        for (int strike = 1; strike <= size.strikes(); strike++) {
            awaitShare(strike);
            strike();
        }
        drain();
        stage.forgetOrders();
    }

    private Stream<Verdict> verdicts() {
        return Stream.concat(inbound().stream(), outbound().stream()).map(Judged::verdict);
    }

    private void begin(Place place) {
        String inbound = place.inbound(row.name());
        feeds.add(stage.feed(place).publish(inbound, size.messages(), size.perSecond(), stage.topic(inbound)));
        stage.order(place, place.outbound(row.name()), size.messages(), size.perSecond());
    }

    /** Until so much has arrived everywhere that the strikes are spread over the whole run. */
    private void awaitShare(int strike) {
        long share = size.messages() * strike / (size.strikes() + 1);
        waitWhileThingsMove(() -> verdicts().allMatch(verdict -> verdict.received() >= share));
    }

    private void drain() {
        waitWhileThingsMove(() -> feeds.stream().allMatch(Future::isComplete)
                && stage.places().stream().allMatch(this::isPublished)
                && verdicts().allMatch(verdict -> verdict.lost() == 0));
    }

    /** What the service attempted just before it was killed was never reported, so the last one counts for all. */
    private boolean isPublished(Place place) {
        return stage.topic(place.outbound(row.name())).lastAcknowledged() == size.messages() - 1;
    }

    /** Returns when it is so, or when nothing has arrived for as long as a drain may take, or for much longer nothing new. */
    private void waitWhileThingsMove(BooleanSupplier over) {
        Stillness arrivals = new Stillness(size.drain());
        // What comes again and again, and nothing else, is no progress.
        Stillness news = new Stillness(size.drain().multipliedBy(4));
        while (!over.getAsBoolean()) {
            List<Verdict> now = verdicts().toList();
            long received = now.stream().mapToLong(Verdict::received).sum();
            long duplicated = now.stream().mapToLong(Verdict::duplicated).sum();
            if (arrivals.isTooLong(received + duplicated) || news.isTooLong(received)) {
                return;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Knows how long a count has stood still. */
    private static final class Stillness {
        private final Duration limit;
        private long count = -1;
        private long since;

        Stillness(Duration limit) {
            this.limit = limit;
        }

        boolean isTooLong(long now) {
            if (now != count) {
                count = now;
                since = System.nanoTime();
            }
            return System.nanoTime() - since > limit.toNanos();
        }
    }

    /** Everywhere at once, each for as long as it likes. */
    private void strike() {
        List<java.util.concurrent.Future<?>> striking = new ArrayList<>();
        for (Target target : Target.values()) {
            List<Strike> possible =
                    faults.stream().filter(fault -> fault.target() == target).toList();
            for (Place place : possible.isEmpty() ? List.<Place>of() : placesOf(target)) {
                Strike fault = possible.get(random.nextInt(possible.size()));
                Random own = new Random(random.nextLong());
                striking.add(threads.submit(() -> strike(fault, place, own)));
            }
        }
        striking.forEach(FaultRun::awaitEnd);
    }

    private void strike(Strike fault, Place place, Random own) {
        if (fault.strike(stage, place, own)) {
            struck.merge(fault, 1, Integer::sum);
        }
    }

    private List<Place> placesOf(Target target) {
        return switch (target) {
            case NETWORK -> stage.places();
            case BROKER ->
                stage.places().stream()
                        .filter(place -> place.broker() instanceof MosquittoBroker)
                        .limit(1)
                        .toList();
            case SERVICE -> stage.places().subList(0, 1);
        };
    }

    private static void awaitEnd(java.util.concurrent.Future<?> strike) {
        try {
            strike.get(LONGEST_STRIKE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError("a strike failed", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }
}
