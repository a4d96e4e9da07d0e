package dev.mooring.delivery;

import dev.mooring.mqtt.QoS;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The checker checked: into what a perfect broker would deliver, faults are planted at random, and the verdict must name
 * each of them and nothing else. Who judges the judge counts in maps, and knows nothing of runs.
 */
class PlantedFaultsTest {

    private static final long LIMIT = Duration.ofMillis(10).toNanos();

    /** A message that arrives. */
    private record Arrival(long number, long delayNanos) {}

    @Property(tries = 500)
    void shouldFindWhatWasPlantedAndNothingElse(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 400) int count) {
        List<Arrival> stream = perfect(count);
        Set<Long> lost = loseSome(stream, random);
        int duplicated = duplicateSome(stream, random);
        int late = delaySome(stream, random);
        int unexpected = addStrangers(stream, random, count);
        Ledger ledger = published(count);

        stream.forEach(each -> ledger.receive(each.number(), each.delayNanos()));

        Verdict verdict = ledger.verdict();
        assertThat(verdict.lost()).isEqualTo(lost.size());
        assertThat(numbers(verdict.missing())).isEqualTo(lost);
        assertThat(verdict.duplicated()).isEqualTo(duplicated);
        assertThat(verdict.late()).isEqualTo(late);
        assertThat(verdict.unexpected()).isEqualTo(unexpected);
        assertThat(verdict.reordered()).isZero();
        assertThat(verdict.kept()).isEqualTo(lost.isEmpty() && duplicated == 0 && unexpected == 0);
    }

    /** Neighbours that change places: each pair is one message that came behind a later one. */
    @Property(tries = 200)
    void shouldCountEachSwap(@ForAll Random random, @ForAll @IntRange(min = 2, max = 400) int count) {
        List<Arrival> stream = perfect(count);
        int swaps = 0;
        for (int i = 0; i + 1 < stream.size(); i += 2) {
            if (random.nextInt(4) == 0) {
                Arrival first = stream.get(i);
                stream.set(i, stream.get(i + 1));
                stream.set(i + 1, first);
                swaps++;
            }
        }
        Ledger ledger = published(count);

        stream.forEach(each -> ledger.receive(each.number(), each.delayNanos()));

        assertThat(ledger.verdict()).isEqualTo(new Verdict(2, true, count, count, count, 0, List.of(), 0, swaps, 0, 0));
    }

    /** All at once and wholly at random, judged by maps. */
    @Property(tries = 1_000)
    void shouldAgreeWithWhoCountsInMaps(@ForAll Random random, @ForAll @IntRange(min = 1, max = 60) int range) {
        Ledger ledger = new Ledger(QoS.EXACTLY_ONCE, Duration.ofNanos(LIMIT));
        Naive naive = new Naive();
        for (int step = 0; step < 4 * range; step++) {
            long number = random.nextInt(range);
            long delay = random.nextLong(2 * LIMIT);
            switch (random.nextInt(3)) {
                case 0 -> {
                    ledger.attempt(number);
                    naive.attempted.add(number);
                }
                case 1 -> {
                    ledger.attempt(number);
                    ledger.acknowledge(number);
                    naive.attempted.add(number);
                    naive.acknowledged.add(number);
                }
                default -> {
                    ledger.receive(number, delay);
                    naive.receive(number, delay);
                }
            }
        }

        Verdict verdict = ledger.verdict();

        naive.assertAgreesWith(verdict);
        assertThat(ledger.outstanding()).isEqualTo(verdict.lost());
    }

    // ---- what is planted

    private static List<Arrival> perfect(int count) {
        List<Arrival> stream = new ArrayList<>();
        for (long number = 0; number < count; number++) {
            stream.add(new Arrival(number, LIMIT / 2));
        }
        return stream;
    }

    private static Ledger published(int count) {
        Ledger ledger = new Ledger(QoS.EXACTLY_ONCE, Duration.ofNanos(LIMIT));
        for (long number = 0; number < count; number++) {
            ledger.attempt(number);
            ledger.acknowledge(number);
        }
        return ledger;
    }

    private static Set<Long> loseSome(List<Arrival> stream, Random random) {
        Set<Long> lost = new HashSet<>();
        stream.removeIf(each -> random.nextInt(20) == 0 && lost.add(each.number()));
        return lost;
    }

    private static int delaySome(List<Arrival> stream, Random random) {
        Set<Long> seen = new HashSet<>();
        int late = 0;
        for (int i = 0; i < stream.size(); i++) {
            Arrival each = stream.get(i);
            // A copy is a duplicate, however late.
            if (seen.add(each.number()) && random.nextInt(20) == 0) {
                stream.set(i, new Arrival(each.number(), LIMIT + 1));
                late++;
            }
        }
        return late;
    }

    private static int duplicateSome(List<Arrival> stream, Random random) {
        int duplicated = 0;
        for (int i = stream.size() - 1; i >= 0; i--) {
            if (random.nextInt(20) == 0) {
                // Anywhere behind the first: what came already is no swap.
                int behind = i + 1 + random.nextInt(stream.size() - i);
                stream.add(behind, stream.get(i));
                duplicated++;
            }
        }
        return duplicated;
    }

    private static int addStrangers(List<Arrival> stream, Random random, int count) {
        int strangers = random.nextInt(4);
        for (int i = 0; i < strangers; i++) {
            stream.add(random.nextInt(stream.size() + 1), new Arrival(count + random.nextInt(1_000), 1));
        }
        return strangers;
    }

    // ---- who judges the judge

    private static Set<Long> numbers(List<Verdict.Lost> runs) {
        Set<Long> numbers = new HashSet<>();
        for (Verdict.Lost run : runs) {
            for (long number = run.first(); number <= run.last(); number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static final class Naive {
        private final Set<Long> attempted = new HashSet<>();
        private final Set<Long> acknowledged = new HashSet<>();
        private final Map<Long, Integer> received = new HashMap<>();
        private long highest = -1;
        private int reordered;
        private int late;
        private int unexpected;

        void receive(long number, long delayNanos) {
            if (!attempted.contains(number)) {
                unexpected++;
                return;
            }
            if (received.merge(number, 1, Integer::sum) > 1) {
                return;
            }
            if (number < highest) {
                reordered++;
            }
            highest = Math.max(highest, number);
            if (delayNanos > LIMIT) {
                late++;
            }
        }

        void assertAgreesWith(Verdict verdict) {
            Set<Long> lost = new HashSet<>(acknowledged);
            lost.removeAll(received.keySet());
            int copies = received.values().stream().mapToInt(times -> times - 1).sum();
            assertThat(verdict.attempted()).isEqualTo(attempted.size());
            assertThat(verdict.acknowledged()).isEqualTo(acknowledged.size());
            assertThat(verdict.received()).isEqualTo(received.size());
            assertThat(numbers(verdict.missing())).isEqualTo(lost);
            assertThat(verdict)
                    .isEqualTo(new Verdict(
                            2,
                            true,
                            attempted.size(),
                            acknowledged.size(),
                            received.size(),
                            lost.size(),
                            verdict.missing(),
                            copies,
                            reordered,
                            late,
                            unexpected));
            assertThat(verdict.kept()).isEqualTo(lost.isEmpty() && copies == 0 && unexpected == 0);
        }
    }
}
