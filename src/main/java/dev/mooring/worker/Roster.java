package dev.mooring.worker;

import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one site, as far as they are known. Changed on the site's event loop alone; {@link #view}, {@link #count} and
 * {@link #isAlive} look from any thread.
 */
final class Roster {

    private final LiveWorkers rule;
    private final int most;
    private final Consumer<WorkerEvent> listener;
    private final Runnable leftOut;
    private final Map<String, KnownWorker> byId = new ConcurrentSkipListMap<>();
    /** Topics heard of since a census began; null between two. */
    private @Nullable Set<String> heardMeanwhile;

    private final Set<String> counted = new HashSet<>();

    /**
     * Without workers.
     *
     * @param most    how many are kept
     * @param leftOut runs for each message of one that is not
     */
    Roster(LiveWorkers rule, int most, Consumer<WorkerEvent> listener, Runnable leftOut) {
        this.rule = rule;
        this.most = most;
        this.listener = listener;
        this.leftOut = leftOut;
    }

    /** A message came on a worker's topic, published just now or kept by the broker. */
    void heard(InboundMessage message, Instant now) {
        String id = id(message.topic());
        if (heardMeanwhile != null && heardMeanwhile.size() < most) {
            heardMeanwhile.add(id);
        }
        Optional<Instant> seen = message.retained() ? rule.seen(message, now) : Optional.of(now);
        take(id, message, seen, now);
    }

    /** From now to {@link #endCensus}, {@link #counted} tells all that the broker keeps. */
    void beginCensus() {
        heardMeanwhile = new HashSet<>();
        counted.clear();
    }

    /** The broker keeps that; what was heard since the census began is newer. */
    void counted(InboundMessage message, Instant now) {
        String id = id(message.topic());
        if (heardMeanwhile != null && !heardMeanwhile.contains(id) && counted.size() < most) {
            counted.add(id);
            take(id, message, rule.seen(message, now), now);
        }
    }

    /** All that the broker keeps was told: others are gone. */
    void endCensus(Instant now) {
        Set<String> heard = heardMeanwhile == null ? Set.of() : heardMeanwhile;
        for (String id : byId.keySet()) {
            if (!counted.contains(id) && !heard.contains(id)) {
                gone(id, now);
            }
        }
        giveUpCensus();
    }

    /** The census did not come to its end. */
    void giveUpCensus() {
        heardMeanwhile = null;
        counted.clear();
    }

    private void take(String id, InboundMessage message, Optional<Instant> seen, Instant now) {
        if (message.payloadLength() == 0) {
            gone(id, now);
            return;
        }
        KnownWorker before = byId.get(id);
        if (before == null && byId.size() >= most) {
            leftOut.run();
            return;
        }
        Card card = Card.read(message.payloadBytes(), id);
        KnownWorker after = new KnownWorker(
                id,
                message.topic().value(),
                card,
                latest(before == null ? Optional.empty() : before.lastSeen(), seen),
                before == null ? null : before.told());
        put(before, after, now);
    }

    private static Optional<Instant> latest(Optional<Instant> one, Optional<Instant> other) {
        return one.filter(time -> other.isEmpty() || time.isAfter(other.get())).or(() -> other);
    }

    private void put(@Nullable KnownWorker before, KnownWorker after, Instant now) {
        WorkerState state = after.state(now, rule.staleAfter());
        byId.put(after.id(), after.told(state));
        after.event(before, state).ifPresent(event -> tell(event, after.view(state)));
    }

    private void gone(String id, Instant now) {
        KnownWorker known = byId.remove(id);
        if (known != null) {
            tell(WorkerEvent.GONE, known.view(known.state(now, rule.staleAfter())));
        }
    }

    private void tell(String event, WorkerView worker) {
        listener.accept(new WorkerEvent(event, worker, null));
    }

    /** Time has passed: who is stale by now, says so. */
    void look(Instant now) {
        byId.values().forEach(known -> {
            if (known.state(now, rule.staleAfter()) != known.told()) {
                put(known, known, now);
            }
        });
    }

    /** All of them, by id. */
    List<WorkerView> view(Instant now) {
        Duration staleAfter = rule.staleAfter();
        return byId.values().stream()
                .map(known -> known.view(known.state(now, staleAfter)))
                .toList();
    }

    /** How many are in that state. */
    long count(WorkerState state, Instant now) {
        Duration staleAfter = rule.staleAfter();
        return byId.values().stream()
                .filter(known -> known.state(now, staleAfter) == state)
                .count();
    }

    /** Whether something was heard there lately, whatever it was, and whatever time it had. */
    boolean isAlive(TopicName topic, Instant now) {
        KnownWorker known = byId.get(id(topic));
        return known != null
                && known.topic().equals(topic.value())
                && known.lastSeen()
                        .filter(time -> time.isAfter(now.minus(rule.staleAfter())))
                        .isPresent();
    }

    static String id(TopicName topic) {
        return topic.value().substring(topic.value().lastIndexOf('/') + 1);
    }
}
