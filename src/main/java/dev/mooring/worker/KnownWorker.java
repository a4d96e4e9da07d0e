package dev.mooring.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one worker.
 *
 * @param id       the last level of its topic
 * @param topic    its topic
 * @param card     what its topic says
 * @param lastSeen when it last said that it is there, as far as anybody knows
 * @param told     the state that listeners were told
 */
record KnownWorker(
        String id,
        String topic,
        Card card,
        Optional<Instant> lastSeen,
        @Nullable WorkerState told) {

    WorkerState state(Instant now, Duration staleAfter) {
        if (card instanceof Card.Unreadable) {
            return WorkerState.UNREADABLE;
        }
        boolean lately =
                lastSeen.filter(time -> time.isAfter(now.minus(staleAfter))).isPresent();
        return lately ? WorkerState.ONLINE : WorkerState.STALE;
    }

    KnownWorker told(WorkerState state) {
        return new KnownWorker(id, topic, card, lastSeen, state);
    }

    /** Which event leads from what was told to what is; none for a mere sign of life. */
    Optional<String> event(@Nullable KnownWorker before, WorkerState state) {
        if (state != told) {
            return Optional.of(state.word());
        }
        boolean same = before == null || Objects.equals(before.card, card);
        return same ? Optional.empty() : Optional.of(WorkerEvent.CHANGED);
    }

    WorkerView view(WorkerState state) {
        Instant seen = lastSeen.orElse(null);
        if (card instanceof Card.Known known) {
            return new WorkerView(id, topic, state.word(), known.capabilities(), known.idleCount(), seen, null);
        }
        String reason = card instanceof Card.Unreadable unreadable ? unreadable.why() : null;
        return new WorkerView(id, topic, state.word(), null, null, seen, reason);
    }
}
