package dev.mooring.mqtt.topic;

import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TopicTreeTest {

    private static final List<String> LEVELS = List.of("a", "b", "Aa", "BB", "", "$s", "plant");

    private final TopicTree<String> tree = new TopicTree<>();

    @Test
    void shouldFindNothingAtFirst() {
        assertThat(tree.match("a/b")).isEmpty();
        assertThat(tree.match("$SYS")).isEmpty();
    }

    @Test
    void shouldLoseNoChangeOfThreadsThatChangeItTogether() {
        int threads = 8;
        int each = 500;
        List<CompletableFuture<Void>> running = IntStream.range(0, threads)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < each; i++) {
                                tree.add("a/+/" + i % 7, thread + ":" + i);
                                tree.add("b/#", "passing");
                                if (!tree.remove("b/#", "passing")) {
                                    throw new AssertionError("a change was lost");
                                }
                            }
                        },
                        task -> new Thread(task).start()))
                .toList();
        CompletableFuture.allOf(running.toArray(new CompletableFuture<?>[0]))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();

        int found = IntStream.range(0, 7)
                .map(level -> tree.match("a/x/" + level).size())
                .sum();
        assertThat(found).isEqualTo(threads * each);
        assertThat(tree.match("b/c")).isEmpty();
    }

    @Test
    void shouldFindAllWhoseFiltersMatch() {
        for (String filter : List.of("a/b", "a/+", "+/b", "+/+", "a/#", "a/b/#", "#", "a", "+", "a/b/c", "b/#")) {
            tree.add(filter, filter);
        }

        assertThat(tree.match("a/b")).containsExactlyInAnyOrder("a/b", "a/+", "+/b", "+/+", "a/#", "a/b/#", "#");
    }

    @Test
    void shouldFindAValueAsOftenAsItWasAdded() {
        tree.add("a/#", "x");
        tree.add("a/+", "x");
        tree.add("a/+", "x");

        assertThat(tree.match("a/b")).containsExactly("x", "x", "x");

        assertThat(tree.remove("a/+", "x")).isTrue();
        assertThat(tree.match("a/b")).containsExactly("x", "x");
    }

    @Test
    void shouldRemoveOnlyWhatIsThere() {
        tree.add("a/+/c", "x");

        assertThat(tree.remove("a/+/c", "y")).isFalse();
        assertThat(tree.remove("a/b/c", "x")).isFalse();
        assertThat(tree.remove("a/+/c/#", "x")).isFalse();
        assertThat(tree.remove("a/+", "x")).isFalse();
        assertThat(tree.match("a/b/c")).containsExactly("x");
        assertThat(tree.remove("a/+/c", "x")).isTrue();
        assertThat(tree.remove("a/+/c", "x")).isFalse();
        assertThat(tree.match("a/b/c")).isEmpty();
    }

    @Test
    void shouldMatchASharedSubscriptionByItsFilter() {
        tree.add("$share/group/a/+", "shared");
        tree.add("$share/group/#", "all");

        assertThat(tree.match("a/b")).containsExactlyInAnyOrder("shared", "all");
        assertThat(tree.match("$SYS/x")).isEmpty();
        assertThat(tree.remove("$share/group/a/+", "shared")).isTrue();
        assertThat(tree.match("a/b")).containsExactly("all");
    }

    @Test
    void shouldKeepWildcardsAwayFromTopicsOfTheServer() {
        tree.add("#", "all");
        tree.add("+/uptime", "plus");
        tree.add("$SYS/#", "server");

        assertThat(tree.match("$SYS/uptime")).containsExactly("server");
        assertThat(tree.match("$SYS")).containsExactly("server");
    }

    @Test
    void shouldMatchWhatTheFiltersMatch() {
        Random random = new Random(20_261_121);
        int found = 0;
        for (int round = 0; round < 1_000; round++) {
            TopicTree<TopicFilter> grown = new TopicTree<>();
            List<TopicFilter> held = new ArrayList<>();
            for (int change = 0; change < 60; change++) {
                changeOnce(grown, held, random);
            }
            for (int i = 0; i < 50; i++) {
                TopicName topic = topic(random);
                List<TopicFilter> wanted =
                        held.stream().filter(each -> each.matches(topic)).toList();
                assertThat(grown.match(topic.value()))
                        .as("%s in %s", topic, held)
                        .containsExactlyInAnyOrderElementsOf(wanted);
                found += wanted.size();
            }
        }
        assertThat(found).isGreaterThan(20_000);
    }

    /** Mostly adds, sometimes removes something that is or is not there. */
    private static void changeOnce(TopicTree<TopicFilter> tree, List<TopicFilter> held, Random random) {
        TopicFilter filter = filter(random);
        int die = random.nextInt(4);
        if (die == 0 && !held.isEmpty()) {
            TopicFilter gone = held.remove(random.nextInt(held.size()));
            assertThat(tree.remove(gone.value(), gone)).isTrue();
        } else if (die == 1) {
            assertThat(tree.remove(filter.value(), filter)).isEqualTo(held.remove(filter));
        } else {
            tree.add(filter.value(), filter);
            held.add(filter);
        }
    }

    private static TopicFilter filter(Random random) {
        String path = path(random, 40);
        String filter = random.nextInt(4) == 0 ? (path.isEmpty() ? "#" : path + "/#") : path.isEmpty() ? "+" : path;
        return new TopicFilter(random.nextInt(8) == 0 ? "$share/g/" + filter : filter);
    }

    private static TopicName topic(Random random) {
        String path = path(random, 0);
        return new TopicName(path.isEmpty() ? "a" : path);
    }

    private static String path(Random random, int percentPlus) {
        return IntStream.rangeClosed(0, random.nextInt(5))
                .mapToObj(i -> random.nextInt(100) < percentPlus ? "+" : LEVELS.get(random.nextInt(LEVELS.size())))
                .reduce((one, other) -> one + "/" + other)
                .orElseThrow();
    }

    @Test
    void shouldFindOneOfManySideBySide() {
        IntStream.range(0, 5_000).forEach(i -> tree.add("device/" + i + "/cmd", "value " + i));

        assertThat(tree.match("device/4321/cmd")).containsExactly("value 4321");
        IntStream.range(0, 5_000).filter(i -> i != 17).forEach(i -> tree.remove("device/" + i + "/cmd", "value " + i));
        assertThat(tree.match("device/17/cmd")).containsExactly("value 17");
        assertThat(tree.match("device/16/cmd")).isEmpty();
    }

    @Test
    void shouldTakeDeepFiltersAndRefuseBottomlessOnes() {
        String deep = "+/".repeat(TopicTree.MAX_LEVELS - 1) + "+";
        tree.add(deep, "deep");

        assertThat(tree.match("x/".repeat(TopicTree.MAX_LEVELS - 1) + "x")).containsExactly("deep");
        assertThat(tree.match("x/".repeat(30_000) + "x")).isEmpty();
        assertThat(tree.remove("+/".repeat(20_000) + "+", "deep")).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tree.add(deep + "/+", "too deep"))
                .withMessage("a topic filter may have at most 1000 levels");
    }

    @Test
    void shouldBeReadWhileItChanges() throws Exception {
        tree.add("a/+", "stays");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                // Both or none: a reader never sees half a change, here a value at two places.
                assertThat(tree.match("a/b")).contains("stays").hasSizeBetween(1, 2);
            }
        });
        for (int i = 0; i < 20_000; i++) {
            tree.add("a/b", "comes and goes");
            tree.remove("a/b", "comes and goes");
        }
        over.set(true);

        reader.get(10, TimeUnit.SECONDS);
        assertThat(tree.match("a/b")).containsExactly("stays");
    }
}
