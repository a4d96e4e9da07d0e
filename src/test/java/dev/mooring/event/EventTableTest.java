package dev.mooring.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventTableTest {

    private static final int KEYS = 500;

    private final EventTable events = new EventTable();
    /** The same, as a collection does it: what is in the row with its time, in the row's order. */
    private final Map<EventKey, Long> row = new LinkedHashMap<>();

    private final List<EventKey> outside = new ArrayList<>();

    @Test
    void shouldKnowAsAMapDoesWhateverIsDoneToIt() {
        Random random = new Random(42);
        List<EventKey> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(DeduplicatorTest.key("event " + i));
        }
        for (long step = 0; step < 100_000; step++) {
            // Fills up to begin with, then goes up and down.
            change(keys.get(random.nextInt(KEYS)), random.nextInt(step < 2_000 ? 2 : 3), step);
            checkRow();
        }
        assertThat(events.size()).isEqualTo(row.size() + outside.size());
        for (EventKey key : keys) {
            assertThat(events.find(key) != EventTable.NONE).isEqualTo(row.containsKey(key) || outside.contains(key));
        }
    }

    private void change(EventKey key, int what, long time) {
        int event = events.find(key);
        boolean known = row.containsKey(key) || outside.contains(key);
        assertThat(event != EventTable.NONE).isEqualTo(known);
        if (!known) {
            events.add(key);
            outside.add(key);
        } else if (what < 2) {
            assertThat(events.isInRow(event)).isEqualTo(row.containsKey(key));
            events.toEndOfRow(event, time);
            outside.remove(key);
            row.remove(key);
            row.put(key, time);
        } else {
            events.remove(event);
            outside.remove(key);
            row.remove(key);
        }
    }

    private void checkRow() {
        int oldest = events.oldest();
        assertThat(oldest == EventTable.NONE).isEqualTo(row.isEmpty());
        if (!row.isEmpty()) {
            assertThat(events.time(oldest)).isEqualTo(row.values().iterator().next());
        }
    }
}
