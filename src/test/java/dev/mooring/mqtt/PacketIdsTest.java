package dev.mooring.mqtt;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class PacketIdsTest {

    private enum Kind {
        TAKE,
        PUT,
        RELEASE,
        CLEAR
    }

    record Step(Kind kind, int id) {}

    @Test
    void shouldGoRoundSoThatAnIdIsUsedAgainAsLateAsPossible() {
        PacketIds<String> ids = new PacketIds<>();
        for (int expected = 1; expected <= PacketIds.MAX; expected++) {
            int id = ids.take("x");
            assertThat(id).isEqualTo(expected);
            ids.release(id);
        }

        assertThat(ids.take("again")).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutWhatIsInUse() {
        PacketIds<String> ids = new PacketIds<>();
        int kept = ids.take("kept");
        for (int i = 1; i < PacketIds.MAX; i++) {
            ids.release(ids.take("x"));
        }

        assertThat(ids.take("next")).isNotEqualTo(kept);
        assertThat(ids.get(kept)).isEqualTo("kept");
    }

    @Test
    void shouldGiveOutEveryIdOnceAndThenNoMore() {
        PacketIds<Integer> ids = new PacketIds<>();
        Set<Integer> all = new HashSet<>();
        for (int i = 0; i < PacketIds.MAX; i++) {
            all.add(ids.take(i));
        }

        assertThat(all).hasSize(PacketIds.MAX).doesNotContain(0);
        assertThat(ids.size()).isEqualTo(PacketIds.MAX);
        assertThatIllegalStateException().isThrownBy(() -> ids.take(1)).withMessage("all packet ids are in use");

        ids.release(4711);
        assertThat(ids.take(1)).isEqualTo(4711);
    }

    @Test
    void shouldTakeTheHighestIdOfTheOtherSide() {
        PacketIds<String> ids = new PacketIds<>();

        ids.put(PacketIds.MAX, "max");
        ids.put(PacketIds.MAX - 8, "same place in a small table");

        assertThat(ids.get(PacketIds.MAX)).isEqualTo("max");
        assertThat(ids.get(PacketIds.MAX - 8)).isEqualTo("same place in a small table");
    }

    @Test
    void shouldNotKnowWhatWasReleased() {
        PacketIds<String> ids = new PacketIds<>();
        int id = ids.take("x");

        ids.release(id);
        ids.release(id);
        ids.release(0);

        assertThat(ids.get(id)).isNull();
        assertThat(ids.size()).isZero();
    }

    @Test
    void shouldLetGoWhileItGoesThroughAll() {
        PacketIds<Integer> ids = new PacketIds<>();
        Set<Integer> seen = new TreeSet<>();
        for (int i = 1; i <= 20; i++) {
            ids.take(i);
        }

        ids.forEach(each -> {
            seen.add(each);
            ids.release(each); // its number is its id
        });

        assertThat(seen).hasSize(20);
        assertThat(ids.size()).isZero();
    }

    @Property(tries = 2_000)
    void shouldBehaveLikeAMap(@ForAll("steps") List<Step> steps) {
        PacketIds<Object> ids = new PacketIds<>();
        Map<Integer, Object> model = new HashMap<>();
        for (Step step : steps) {
            Object value = new Object();
            switch (step.kind()) {
                case TAKE ->
                    assertThat(model.put(ids.take(value), value))
                            .as("never given twice")
                            .isNull();
                case PUT -> {
                    if (!model.containsKey(step.id())) {
                        ids.put(step.id(), value);
                        model.put(step.id(), value);
                    }
                }
                case RELEASE -> {
                    ids.release(step.id());
                    model.remove(step.id());
                }
                case CLEAR -> {
                    ids.clear();
                    model.clear();
                }
            }
            assertThat(ids.size()).isEqualTo(model.size());
            assertThat(ids.get(step.id())).isSameAs(model.get(step.id()));
        }
        model.forEach((id, value) -> assertThat(ids.get(id)).isSameAs(value));
        Set<Object> all = new HashSet<>();
        ids.forEach(all::add);
        assertThat(all).isEqualTo(new HashSet<>(model.values()));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(30, Kind.TAKE), Tuple.of(20, Kind.PUT), Tuple.of(30, Kind.RELEASE), Tuple.of(1, Kind.CLEAR));
        // Few numbers, so that they meet, and some whose places in a table are the same.
        Arbitrary<Integer> numbers = Arbitraries.oneOf(
                Arbitraries.integers().between(1, 40),
                Arbitraries.integers().between(1, 40).map(n -> n + 1_024),
                Arbitraries.integers().between(1, PacketIds.MAX));
        return Combinators.combine(kinds, numbers).as(Step::new).list().ofMaxSize(200);
    }
}
