package dev.mooring.site;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StateHistoryTest {

    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private final StateHistory history = new StateHistory();

    @Test
    void shouldBeginWithNothing() {
        assertThat(history.all()).isEmpty();
        assertThat(history.since()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void shouldKeepTheLastFifty() {
        for (int i = 0; i < 60; i++) {
            history.add(change(i));
        }

        assertThat(history.all()).hasSize(50).startsWith(change(10)).endsWith(change(59));
        assertThat(history.since()).isEqualTo(START.plusSeconds(59));
    }

    @Test
    void shouldNotChangeWhatItGaveAway() {
        history.add(change(0));
        List<StateChange> before = history.all();

        history.add(change(1));

        assertThat(before).containsExactly(change(0));
    }

    private static StateChange change(int number) {
        return new StateChange(START.plusSeconds(number), "a", "b", "");
    }
}
