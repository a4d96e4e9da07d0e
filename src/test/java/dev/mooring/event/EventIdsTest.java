package dev.mooring.event;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventIdsTest {

    private static final int THREADS = 4;
    private static final int EACH = 100_000;

    @Test
    void shouldBe32HexDigits() {
        assertThat(Stream.generate(EventIds::next).limit(10_000)).allMatch(id -> id.matches("[0-9a-f]{32}"));
    }

    @Test
    void shouldBeDistinctOverThreads() throws Exception {
        Set<String> ids = ConcurrentHashMap.newKeySet(THREADS * EACH);
        Callable<Boolean> making = () -> {
            for (int i = 0; i < EACH; i++) {
                ids.add(EventIds.next());
            }
            return true;
        };

        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            threads.invokeAll(Stream.generate(() -> making).limit(THREADS).toList(), 1, TimeUnit.MINUTES);
        } finally {
            threads.shutdownNow();
        }

        assertThat(ids).hasSize(THREADS * EACH);
    }

    /** For people who compare ids by their first or last letters, and for hash tables. */
    @Test
    void shouldNotLookLikeItsNeighbour() {
        String first = EventIds.next();
        String second = EventIds.next();

        int same = 0;
        for (int i = 16; i < 32; i++) {
            same += first.charAt(i) == second.charAt(i) ? 1 : 0;
        }
        assertThat(same).isLessThan(10);
    }
}
